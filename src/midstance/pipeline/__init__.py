"""The story: one video, from its frames to the folder of results."""
