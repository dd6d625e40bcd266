"""Coefficients read as per cent: log points, standardised variables, percentage points."""
