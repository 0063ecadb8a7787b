"""A runner that ships with the package, to try every call on."""

from copy import deepcopy
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal

from midstance.api.calls import checked_call
from midstance.api.steps import analyze_tracks
from midstance.errors import ConfigError, did_you_mean
from midstance.schema.analysis import Analysis
from midstance.schema.tracks import load_tracks

_FILES = {
    "video": "demo.mp4",
    "tracks": "demo.tracks.nc",
    "events": "demo.events.csv",
}
_HEIGHT_M, _SPEED_M_S = 1.75, 3.0
"""Of the runner, as ``demo.settings.json`` has them."""


@checked_call
def example() -> Analysis:
    """Return the analysis of eight seconds of a rendered runner on a treadmill.

    Made from the exact keypoints that ship with the package: no video is decoded,
    and no network is needed.

    Returns
    -------
    Analysis
        Seen from the left, at 60 frames/s; 1.75 m tall, 3 m/s.

    Examples
    --------
    >>> import midstance as ms
    >>> len(ms.example().events)
    44

    """
    return deepcopy(_example())


@checked_call
def example_file(kind: Literal["video", "tracks", "events"] = "video") -> Path:
    """Return the path of a file that ships with the package.

    Parameters
    ----------
    kind
        ``"video"``: the clip of `example`. ``"tracks"`` and ``"events"``: its exact
        keypoints (netCDF) and its exact contacts (CSV).

    Raises
    ------
    ConfigError
        If there is no such file.

    Examples
    --------
    >>> import midstance as ms
    >>> ms.example_file("events").name
    'demo.events.csv'

    """
    if not isinstance(kind, str) or kind not in _FILES:
        raise ConfigError(f"There is no example {kind!r}; {did_you_mean(kind, _FILES)}")
    return Path(str(resources.files("midstance") / "examples" / _FILES[kind]))


@cache
def _example() -> Analysis:
    tracks = load_tracks(example_file("tracks")).assign_attrs(source_file="demo.mp4")
    return analyze_tracks(
        tracks, height_m=_HEIGHT_M, speed_m_s=_SPEED_M_S, surface="treadmill"
    )
