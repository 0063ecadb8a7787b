"""The known rules of gait events. One rule per file."""
