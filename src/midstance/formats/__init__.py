"""Foreign file formats: one per file, read and write together."""
