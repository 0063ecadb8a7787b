"""What the app says of a camera picture while it is filmed."""
