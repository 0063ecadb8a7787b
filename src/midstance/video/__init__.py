"""Video in and out: frames with the timestamps of their container."""
