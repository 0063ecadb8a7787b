"""What people and other programs write: how it is understood before it is checked."""
