"""Several views of one run as one report."""
