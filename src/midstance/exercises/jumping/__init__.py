"""Jumps: their flight, their crouch, and the centre of mass that falls."""
