"""Progress on the terminal."""

from midstance.api.progress import Progress as Report
from midstance.api.progress import terminal_bars as progress_bar

__all__ = ["Report", "progress_bar"]
