"""The parts of the synthetic body and how they move."""
