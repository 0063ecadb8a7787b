"""The body of the rendered runner: skin and clothes."""
