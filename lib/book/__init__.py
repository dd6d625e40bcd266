"""The rendered book: its Sphinx extension, its generated pages and its build."""
