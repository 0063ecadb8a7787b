"""The charts of the page, one per file."""
