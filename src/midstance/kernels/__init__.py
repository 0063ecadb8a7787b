"""Arithmetic on plain arrays; no files, no state, no opinions."""
