"""Events frame by frame: a temporal network that learned from examples."""
