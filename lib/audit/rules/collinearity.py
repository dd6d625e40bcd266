"""What identifies a coefficient: regressors that others or the fixed effects already contain."""
