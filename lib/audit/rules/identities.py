"""Sums, shares, growth rates and other identities that the design declares."""
