"""Libraries of the steps that follow, read while the network looks at frames."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from threading import Thread

AFTER_POSES = (
    *("scipy.linalg", "scipy.interpolate", "scipy.optimize"),
    *("scipy.ndimage", "scipy.signal"),
)
"""What tracks, cleaning, events and metrics need."""
REPORT = ("matplotlib.backends.backend_svg", "jinja2")
"""What the report needs."""


@contextmanager
def reading_ahead(*names: str) -> Iterator[None]:
    """Read modules beside the work inside; afterwards all of them are there.

    They take half a second of one core, in which decoding and networks, which leave
    Python alone, go on. A module that cannot be read is no error here: whoever needs
    it says so.

    Examples
    --------
    >>> import sys
    >>> with reading_ahead("colorsys"):
    ...     pass
    >>> "colorsys" in sys.modules
    True

    """
    thread = Thread(target=_read, args=(names,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        thread.join()


def _read(names: tuple[str, ...]) -> None:
    for name in names:
        with suppress(ImportError):
            import_module(name)
