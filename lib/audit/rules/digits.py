"""Impossible values, lost digits, repeated estimates."""
