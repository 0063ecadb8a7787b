"""How somebody is seen: floor, surface, scale, perspective, camera."""
