"""What people do: bouts of running, walking and standing, and the view."""
