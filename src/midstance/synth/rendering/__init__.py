"""The rendered image: rooms, light, surfaces, rendering."""
