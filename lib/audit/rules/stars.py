"""Stars against coefficients, standard errors, t, p and the paper's star rule."""
