"""Types that go through every floor, named once."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
"""Numbers of double precision; what is not known is NaN."""
Floats = NDArray[np.floating]
"""Numbers of any precision; what is not known is NaN."""
Image = NDArray[np.uint8]
"""An image, RGB, shape (height, width, 3)."""
