"""Pose backends: a frame in, poses out. One network per file."""
