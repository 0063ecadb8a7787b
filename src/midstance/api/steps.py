"""The steps of an analysis one by one, for tracks that are already there."""

from collections.abc import Mapping
from math import nan
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
import xarray as xr

from midstance.api.arguments import (
    Settings,
    as_config,
    as_events,
    as_scenes,
    as_tracks,
    as_tracks_3d,
)
from midstance.api.calls import checked_call
from midstance.api.settings import Surface, View, starting_config
from midstance.bouts.locomotion import find_bouts
from midstance.bouts.turning import mark_measured
from midstance.config import Config
from midstance.pipeline import steps
from midstance.pipeline.analyze import analyze_tracks as analyze_raw_tracks
from midstance.schema.analysis import Analysis
from midstance.schema.bouts import measured_part
from midstance.schema.measures import summarize
from midstance.schema.scene import Scene
from midstance.schema.tracks import rate_hz
from midstance.schema.video import VideoInfo


class Measured(NamedTuple):
    """What could be measured, and what could not.

    Parameters
    ----------
    measures
        One row per number, see `midstance.schema.measures`.
    missing
        ``metric, individual, reason`` of what could not be measured.

    """

    measures: pd.DataFrame
    missing: pd.DataFrame

    def summary(self) -> pd.DataFrame:
        """Return one row per metric, person and side; see `summarize`."""
        return summarize(self.measures)


@checked_call
def clean(tracks: xr.Dataset, config: Settings = None) -> xr.Dataset:
    """Return `tracks` after every cleaning step: outliers, swaps, gaps, smoothing.

    Parameters
    ----------
    tracks
        Tracks in px; NaN where a point was not seen.
    config
        Settings; None: tracks that were cleaned before are right, and others get
        the steps of the defaults.

    Returns
    -------
    xarray.Dataset
        The same dimensions. ``observed`` says what was filled in or swapped.
        Tracks that were cleaned before come back as they are.

    Raises
    ------
    SchemaError
        If they are no tracks of a video.
    ConfigError
        If a setting is wrong, or the tracks were cleaned before by other steps than
        the settings name.

    Examples
    --------
    >>> import midstance as ms
    >>> tracks = ms.load_tracks(ms.example_file("tracks"))
    >>> ms.clean(tracks).attrs["processing"]
    'confidence_mask, swap_repair, hampel, fill_gaps, lowpass'

    """
    wanted = None if config is None else as_config(config)
    return steps.clean(as_tracks(tracks), wanted)


@checked_call
def find_events(
    tracks: xr.Dataset, config: Settings = None, *, detector: str | None = None
) -> pd.DataFrame:
    """Return the initial contacts and toe-offs in `tracks`.

    Running is searched with the detector, walking with it too when that is the
    consensus and else with the walking rule, and anything else not at all.

    Parameters
    ----------
    tracks
        Tracks in px; cleaned first unless they were.
    config
        Settings; None: the defaults.
    detector
        One of `midstance.detectors`; None: as `config` says.

    Returns
    -------
    pandas.DataFrame
        ``individual, side, event, time_s, uncertainty_s, source``, see
        `midstance.schema.events`; without rows when nobody runs or walks.

    Raises
    ------
    SchemaError
        If they are no tracks of a video.
    ConfigError
        If a setting is wrong.

    Examples
    --------
    >>> import midstance as ms
    >>> tracks = ms.load_tracks(ms.example_file("tracks"))
    >>> ms.find_events(tracks)["event"].value_counts().to_dict()
    {'toe_off': 22, 'initial_contact': 22}

    """
    chosen = None if detector is None else {"name": detector}
    settings = as_config(config).updated(events=chosen)
    return steps.find_events(clean(tracks, config), settings)


@checked_call
def measure(
    tracks: xr.Dataset,
    events: pd.DataFrame,
    scenes: Mapping[str, Scene] | None = None,
    config: Settings = None,
    *,
    view: View | None = None,
    height_m: float | None = None,
    mass_kg: float | None = None,
    speed_m_s: float | None = None,
    surface: Surface | None = None,
    known_length: str | Mapping[str, Any] | None = None,
    floor: str | Mapping[str, Any] | None = None,
    tracks_3d: xr.Dataset | None = None,
) -> Measured:
    """Return the measures, and what could not be measured with the reason.

    Parameters
    ----------
    tracks
        Tracks in px; cleaned first unless they were.
    events
        Their events, found or set by hand: at least ``side, event, time_s``.
    scenes
        How each person is seen; None: found in the tracks.
    config, view, height_m, mass_kg, speed_m_s, surface, known_length, floor
        Settings, see `midstance.analyze`.
    tracks_3d
        The people in 3D; angles that the view does not show are read from them.

    Returns
    -------
    Measured
        Two tables, ``measures`` and ``missing``. Of somebody who turns round, one
        direction is measured.

    Raises
    ------
    SchemaError
        If these are no tracks or events, or those of other people.
    ConfigError
        If a setting is wrong.

    Examples
    --------
    >>> import midstance as ms
    >>> tracks = ms.load_tracks(ms.example_file("tracks"))
    >>> events = ms.load_events(ms.example_file("events"))
    >>> found = ms.measure(tracks, events, height_m=1.75)
    >>> found.summary().query("metric == 'cadence'")["value"].round().item()
    166.0

    """
    settings = _with_subject(
        as_config(config),
        view=view,
        height_m=height_m,
        mass_kg=mass_kg,
        speed_m_s=speed_m_s,
        surface=surface,
        known_length=known_length,
        floor=floor,
    )
    cleaned = clean(tracks, config)
    view_wanted = settings.subject.view
    bouts = mark_measured(find_bouts(cleaned), cleaned, view=view_wanted)
    part = measured_part(cleaned, as_events(events, cleaned), bouts)
    seen = (
        steps.find_scenes(part[0], settings, part[1])
        if scenes is None
        else as_scenes(scenes)
    )
    in_space = as_tracks_3d(tracks_3d)
    return Measured(*steps.measure(*part, seen, settings, tracks_3d=in_space))


@checked_call
def analyze_tracks(
    tracks: xr.Dataset,
    *,
    view: View | None = None,
    height_m: float | None = None,
    mass_kg: float | None = None,
    speed_m_s: float | None = None,
    surface: Surface | None = None,
    known_length: str | Mapping[str, Any] | None = None,
    floor: str | Mapping[str, Any] | None = None,
    people: int | Literal["all"] | None = None,
    runner: str | None = None,
    preset: str | None = None,
    config: Settings = None,
) -> Analysis:
    """Return everything that can be said about the people in `tracks`.

    For tracks that another program made: all that `midstance.analyze` does after
    its pose network.

    Parameters
    ----------
    tracks
        Tracks in px, as the network gave them.
    view, height_m, mass_kg, speed_m_s, surface, known_length, floor
        Settings, see `midstance.analyze`.
    people, runner, preset, config
        Likewise.

    Returns
    -------
    Analysis
        As of a video.

    Raises
    ------
    SchemaError
        If they are no tracks of a video.
    ConfigError
        If a setting is wrong.

    Examples
    --------
    >>> import midstance as ms
    >>> tracks = ms.load_tracks(ms.example_file("tracks"))
    >>> ms.analyze_tracks(tracks, height_m=1.75).bouts["activity"].tolist()
    ['running']

    """
    settings = _with_subject(
        starting_config(config, preset).updated(people=people, runner=runner),
        view=view,
        height_m=height_m,
        mass_kg=mass_kg,
        speed_m_s=speed_m_s,
        surface=surface,
        known_length=known_length,
        floor=floor,
    )
    raw = as_tracks(tracks)
    return analyze_raw_tracks(raw, settings, video=_video_of(raw))


def _with_subject(config: Config, **subject: object) -> Config:
    return config.updated(subject=subject)


def _video_of(tracks: xr.Dataset) -> VideoInfo:
    """Return what tracks say of the video that they come from."""
    time_s = tracks["time"].to_numpy()
    rate = rate_hz(tracks)
    return VideoInfo(
        name=str(tracks.attrs.get("source_file", "tracks")),
        width_px=int(tracks.attrs.get("image_width_px", 0)),
        height_px=int(tracks.attrs.get("image_height_px", 0)),
        rate_hz=rate,
        duration_s=float(time_s[-1] - time_s[0]) + 1 / rate if rate > 0 else nan,
        n_frames=len(time_s),
        is_variable_rate=bool(np.ptp(np.diff(time_s)) > 0.1 / rate),
    )
