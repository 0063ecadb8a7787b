"""One step a file; each is only ever added, never changed."""
