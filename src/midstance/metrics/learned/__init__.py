"""Numbers that no picture shows, read from what people over force plates showed."""
