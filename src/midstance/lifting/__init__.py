"""From 2D tracks to 3D tracks."""
