"""What is said about a recording before it is analyzed."""
