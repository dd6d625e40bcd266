"""The second entry of the printed record: tables and numbers parsed out of the papers' texts."""
