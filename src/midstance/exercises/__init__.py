"""Exercises: repetitions, how each was done, and live counting."""
