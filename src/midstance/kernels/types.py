"""Types that go through every floor, named once."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
"""Numbers of double precision; what is not known is NaN."""
Floats = NDArray[np.floating]
"""Numbers of any precision; what is not known is NaN."""
Image = NDArray[np.uint8]
"""An image, RGB, shape (height, width, 3)."""
Progress = Callable[[str, float, float | None], None]
"""What is told how far a stage is: its name, how much is done, and how much there
is in all (None: nobody knows)."""
