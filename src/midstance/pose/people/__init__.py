"""Where people are in an image, before their pose is known."""
