"""Indices of the printed equations: sums, coefficients, errors, fixed effects."""
