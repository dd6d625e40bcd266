"""Placebo tests and event windows against what the design allows."""
