"""Bodies that are seen and are nobody: second skeletons, and mirror images."""
