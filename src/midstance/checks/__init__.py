"""Rules of what can be: physics and bodies, held against every result."""
