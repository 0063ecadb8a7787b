"""Places, boxes, cameras and skeletons in plain arrays."""
