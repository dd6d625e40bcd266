"""R-squared of nested models, against t, and estimates of sub-samples against the whole."""
