"""What leaves the app: with faces, or without."""
