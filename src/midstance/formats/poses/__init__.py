"""Poses as other networks and their programs keep them: one format per file."""
