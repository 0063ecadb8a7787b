"""What changes from frame to frame: cuts, fades, and frames that come twice."""
