"""Observations, units, periods and lags; sub-samples and the whole."""
