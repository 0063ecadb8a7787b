"""Tracks and numbers to other programs, and from them."""
