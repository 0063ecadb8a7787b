"""Ways in for recordings, and what is kept for the next one."""
