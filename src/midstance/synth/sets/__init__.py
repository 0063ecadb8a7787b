"""Many people doing many things: sets to learn from."""
