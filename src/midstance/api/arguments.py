"""What is handed in, checked at the door: each wrong kind gets a sentence."""

from collections.abc import Mapping

import pandas as pd
import xarray as xr

from midstance.config import Config, load_config
from midstance.errors import ConfigError, SchemaError
from midstance.files import StrPath
from midstance.schema.analysis import Analysis
from midstance.schema.events import complete_events
from midstance.schema.scene import Scene
from midstance.schema.tracks import complete_tracks, individuals

Settings = Config | Mapping[str, object] | StrPath | None
"""Settings as `Config`, as a mapping of the same names, or the path of a TOML file."""


def as_config(config: Settings) -> Config:
    """Return settings, whichever way they are given; None: the defaults.

    Raises
    ------
    ConfigError
        If they are something else, or one of them is wrong.

    Examples
    --------
    >>> as_config({"people": 2}).people
    2

    """
    if isinstance(config, Config):
        return config
    if isinstance(config, Mapping):
        return Config(**{str(key): value for key, value in config.items()})
    try:
        return load_config(config)
    except ConfigError as error:
        if config is None or isinstance(config, str) or hasattr(config, "__fspath__"):
            raise
        raise ConfigError(
            "config must be a Config, a mapping, or the path of a TOML file, got "
            f"{type(config).__name__}."
        ) from error


def as_tracks(tracks: xr.Dataset) -> xr.Dataset:
    """Return `tracks` in 2D and px, with at least two frames.

    Raises
    ------
    SchemaError
        If they are no tracks, hold too few frames, or are not 2D.

    """
    tracks = complete_tracks(tracks)
    if tracks.sizes["time"] < 2:
        raise SchemaError(f"Tracks need at least 2 frames, got {tracks.sizes['time']}.")
    axes = [str(axis) for axis in tracks["space"].to_numpy()]
    if axes != ["x", "y"]:
        raise SchemaError(
            f"Tracks must hold x and y in the picture, got the axes {axes}; give the "
            "tracks of a video."
        )
    return tracks


def as_tracks_3d(tracks: xr.Dataset | None) -> xr.Dataset | None:
    """Return `tracks` of points in space (m), or None.

    Raises
    ------
    SchemaError
        If they are no tracks or not 3D.

    """
    if tracks is None:
        return None
    tracks = complete_tracks(tracks)
    if tracks.sizes["space"] != len("xyz"):
        raise SchemaError(
            f"tracks_3d must hold x, y and z, got {tracks.sizes['space']} axes."
        )
    return tracks


def as_events(events: pd.DataFrame, tracks: xr.Dataset) -> pd.DataFrame:
    """Return the events of the people in `tracks`.

    Parameters
    ----------
    events
        At least ``side, event, time_s``. Without ``individual`` they belong to the
        one person in `tracks`.
    tracks
        Tracks of the same clip.

    Raises
    ------
    SchemaError
        If it is no table of events, or they are those of other people.

    """
    names = individuals(tracks)
    is_table = isinstance(events, pd.DataFrame)
    if is_table and "individual" not in events and len(names) == 1:
        events = events.assign(individual=names[0])
    found = complete_events(events)
    others = sorted(set(found["individual"]) - set(names))
    if len(found) and len(others) == found["individual"].nunique():
        raise SchemaError(
            f"The events are those of {others}, and the tracks hold {names}; name "
            "the people alike."
        )
    return found


def as_truth(value: bool | None, name: str) -> bool | None:
    """Return `value` when it is True, False or None.

    Raises
    ------
    ConfigError
        If it is something else.

    """
    if not isinstance(value, bool | None):
        raise ConfigError(f"{name} must be True or False, got {value!r}.")
    return value


def as_analysis(analysis: Analysis, what: str = "The analysis") -> Analysis:
    """Return `analysis` when it is one.

    Raises
    ------
    ConfigError
        If it is something else.

    """
    if not isinstance(analysis, Analysis):
        raise ConfigError(
            f"{what} must be an Analysis as analyze and load give it, "
            f"got {type(analysis).__name__}."
        )
    return analysis


def as_scenes(scenes: Mapping[str, Scene]) -> dict[str, Scene]:
    """Return how each person is seen.

    Raises
    ------
    SchemaError
        If it is no mapping of names to `Scene`.

    """
    is_mapping = isinstance(scenes, Mapping)
    if not is_mapping or not all(isinstance(it, Scene) for it in scenes.values()):
        raise SchemaError(
            "scenes must map each person's name to a Scene, as Analysis.scenes does, "
            f"got {type(scenes).__name__}."
        )
    return {str(name): scene for name, scene in scenes.items()}
