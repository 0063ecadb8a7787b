"""How well events are found in people over force plates."""
