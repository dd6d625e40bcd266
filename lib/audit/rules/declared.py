"""What the text announces and the exhibits do not have: variables, tests, sources, references."""
