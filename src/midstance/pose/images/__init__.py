"""What networks look at and draw: crops, letterboxes, heat maps, part affinity."""
