"""Data sets of labelled people: one layout per file."""
