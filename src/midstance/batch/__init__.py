"""Many videos: what is to be done, who does it, and one table of all."""
