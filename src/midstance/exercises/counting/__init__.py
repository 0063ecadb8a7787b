"""Repetitions found: the motion that is repeated, where it turns, and how sure."""
