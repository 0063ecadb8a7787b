"""What a camera and a pose network make of motion in space."""
