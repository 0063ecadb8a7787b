"""What stands out in how somebody runs, and what other runners show."""
