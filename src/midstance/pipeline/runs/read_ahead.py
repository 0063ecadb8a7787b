"""What the steps that follow need, read while the network looks at frames."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from threading import Thread

AFTER_POSES = (
    *("scipy.linalg", "scipy.interpolate", "scipy.optimize"),
    *("scipy.ndimage", "scipy.signal", "xarray.computation.nanops"),
)
"""What tracks, cleaning, events and metrics need."""
SAVING = ("h5netcdf.legacyapi", "pandas.io.formats.csvs")
"""What saving the results needs."""
REPORT = ("matplotlib.backends.backend_svg", "matplotlib.figure", "jinja2")
"""What the report needs."""


def load_plugins() -> None:
    """Read the modules of all cleaners, detectors, metrics and checks."""
    from midstance.checks.base import rules
    from midstance.cleaning.base import cleaners
    from midstance.events.base import detectors
    from midstance.metrics.base import metrics

    for registry in (cleaners, detectors, metrics, rules):
        registry.names()


@contextmanager
def reading_ahead(*needs: str | Callable[[], object]) -> Iterator[None]:
    """Read modules beside the work inside; afterwards all of them are there.

    They take a second of one core, in which decoding and networks, which leave Python
    alone, go on. A module that cannot be read is no error here: whoever needs it says
    so.

    Parameters
    ----------
    needs
        Names of modules, and functions that read more.

    Examples
    --------
    >>> import sys
    >>> with reading_ahead("colorsys"):
    ...     pass
    >>> "colorsys" in sys.modules
    True

    """
    thread = Thread(target=_read, args=(needs,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        thread.join()


def _read(needs: tuple[str | Callable[[], object], ...]) -> None:
    for need in needs:
        if not isinstance(need, str):
            need()
            continue
        with suppress(ImportError):
            import_module(need)
