"""Motion as other programs keep it: one format per file."""
