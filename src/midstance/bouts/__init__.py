"""What somebody does and when: running, walking, standing, turning, and the view."""
