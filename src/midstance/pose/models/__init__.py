"""Networks in PyTorch, one a file: for training, and for checkpoints of users."""
