"""What one paper's chapters run again and again: its model under one reading, and the grid of readings.

A study joins a panel to an estimator, which panels and estimators must not do themselves.
"""
