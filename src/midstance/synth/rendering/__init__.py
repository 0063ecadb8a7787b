"""The rendered picture: rooms, light, surfaces, rendering."""
