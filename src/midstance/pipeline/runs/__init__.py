"""What a run did, and whether its results are those that the video gives."""
