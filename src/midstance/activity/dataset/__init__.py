"""Sets of labelled images: cleaned, split and looked at."""
