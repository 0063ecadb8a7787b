"""What the page says first."""
