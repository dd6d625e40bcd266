"""Matching: standardised bias, its reduction, and the t-tests beside it."""
