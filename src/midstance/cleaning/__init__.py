"""Cleaning: raw tracks in, tracks that can be measured out. One step per file."""
