"""What is handed from step to step. One contract per file."""
