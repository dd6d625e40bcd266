"""Equations that should follow from the ones before, checked with sympy."""
