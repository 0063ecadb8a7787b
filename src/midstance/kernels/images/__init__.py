"""What images tell: colours, motion of the camera, heat maps."""
