"""Analyses in the background: queued, worked off, cancelled and taken up again."""
