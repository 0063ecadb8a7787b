"""How far long work is: the type of what is told of it.

It has a file of its own because the command line needs it before it needs NumPy.
"""

from collections.abc import Callable

Progress = Callable[[str, float, float | None], None]
"""What is told how far a stage is: its name, how much is done, and how much there
is in all (None: nobody knows)."""
