"""What the page for curation needs to know, as plain data for JSON."""

from math import isfinite
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from midstance.config import Config
from midstance.errors import SchemaError
from midstance.kernels.images.camera_motion import moved
from midstance.kernels.types import Array
from midstance.metrics.base import metrics
from midstance.report.quantities import display_scale, with_uncertainty
from midstance.schema.analysis import Analysis
from midstance.schema.edits import NEAR_S, SAME_S, make_edits, match
from midstance.schema.events import SIDES
from midstance.schema.tracks import camera_of, individuals, path_of
from midstance.words.text import _

_FOOT = ("ankle", "heel", "foot_index")
_LEG = ("knee", *_FOOT)
_STEADY_S = 1.0
_ROOM = 1.35


def describe(analysis: Analysis, *, shows_film: bool) -> dict[str, Any]:
    """Return the events with what was done to each, the frames, and the legs."""
    tracks = analysis.tracks
    return {
        "video": analysis.video.name,
        "shows_film": shows_film,
        "width_px": analysis.video.width_px,
        "times_s": np.round(tracks["time"].to_numpy(), 5).tolist(),
        "people": [_person(tracks, name) for name in individuals(tracks)],
        "events": items(analysis.as_detected(), analysis.edits),
        "numbers": numbers(analysis.summary()),
        "near_s": NEAR_S,
        "same_s": SAME_S,
        "said": _said(analysis.config),
        "seen": _seen(analysis),
    }


def _said(config: Config) -> dict[str, Any]:
    """Return what a user said of the recording."""
    return {
        "subject": config.subject.model_dump(mode="json"),
        "clip": {"slow_motion": config.clip.slow_motion},
        "runner": config.runner,
        "points": [point.model_dump() for point in config.points],
    }


def _seen(analysis: Analysis) -> list[dict[str, Any]]:
    """Return who was seen, in the order of the tracks, and when."""
    raw, reported = analysis.raw_tracks, set(individuals(analysis.tracks))
    is_seen = (
        raw["position"].notnull().any(["space", "keypoint"]).transpose("time", ...)
    )
    time_s, found = raw["time"].to_numpy(), []
    for number, name in enumerate(individuals(raw)):
        own_s = time_s[is_seen.to_numpy()[:, number]]
        if own_s.size:
            found.append(
                {
                    "name": name,
                    "first_s": round(float(own_s[0]), 3),
                    "last_s": round(float(own_s[-1]), 3),
                    "is_reported": name in reported,
                }
            )
    return found


def items(detected: pd.DataFrame, edits: pd.DataFrame) -> list[dict[str, Any]]:
    """Return one item per event: detected, changed, added or deleted.

    ``action`` is empty for an event that nobody changed. Of a changed one,
    ``detected_s`` is where it was when it was changed, and ``found_s``, ``doubt_s``
    and ``source`` are those of the event that is detected there now, if any.
    """
    claims = match(edits, detected)
    meant = {i: j for j, i in reversed(claims.items())}
    found = []
    for i, edit in enumerate(edits.itertuples(index=False)):
        was = detected.iloc[meant[i]] if i in meant else None
        found.append(
            {
                "individual": edit.individual,
                "side": edit.side,
                "event": edit.event,
                "action": edit.action,
                "time_s": _plain(edit.time_s),
                "detected_s": _plain(edit.detected_time_s),
                "found_s": None if was is None else _plain(was["time_s"]),
                "doubt_s": None if was is None else _plain(was["uncertainty_s"]),
                "source": "" if was is None else str(was["source"]),
            }
        )
    for j, event in enumerate(detected.itertuples(index=False)):
        if j not in claims:
            found.append(
                {
                    "individual": event.individual,
                    "side": event.side,
                    "event": event.event,
                    "action": "",
                    "time_s": _plain(event.time_s),
                    "detected_s": _plain(event.time_s),
                    "found_s": _plain(event.time_s),
                    "doubt_s": _plain(event.uncertainty_s),
                    "source": event.source,
                }
            )
    return found


def read_edits(sent: object) -> pd.DataFrame:
    """Return the edits that the page sent: rows of `midstance.schema.edits`.

    Raises
    ------
    SchemaError
        If they are none.

    """
    rows = sent.get("edits") if isinstance(sent, dict) else None
    if not isinstance(rows, list) or not all(
        isinstance(row, list) and len(row) == 6 for row in rows
    ):
        raise SchemaError('Expected {"edits": [...]} with six cells a row.')
    return make_edits(
        [
            (*row[:4], *(np.nan if cell is None else cell for cell in row[4:]))
            for row in rows
        ]
    )


def numbers(summary: pd.DataFrame) -> list[dict[str, Any]]:
    """Return each number of the summary as it is read, in order."""
    found = []
    for row in summary.itertuples(index=False):
        scale = display_scale(row.unit, row.value)
        value, doubt = with_uncertainty(
            scale.factor * row.value, scale.factor * row.uncertainty
        )
        found.append(
            {
                "metric": row.metric,
                "label": _(metrics.get(row.metric).label),
                "individual": row.individual,
                "side": row.side,
                "value": value,
                "doubt": doubt,
                "unit": scale.unit,
                "exact": _plain(row.value),
            }
        )
    return found


def _person(tracks: xr.Dataset, name: str) -> dict[str, Any]:
    own = tracks.sel(individual=[name])
    keys = [f"{side}_{part}" for side in SIDES for part in _LEG]
    paths = _on_frames(np.stack([path_of(own, key) for key in keys], axis=1), own)
    legs = dict(zip(keys, np.moveaxis(paths, 1, 0), strict=True))
    feet = [path for key, path in legs.items() if key.split("_", 1)[1] in _FOOT]
    centre, reach_px = _window(feet, own["time"].to_numpy())
    return {
        "name": name,
        "legs": {key: _rounded(path) for key, path in legs.items()},
        "centre": _rounded(centre),
        "reach_px": _plain(reach_px),
    }


def _on_frames(points: Array, tracks: xr.Dataset) -> Array:
    """Return `points` (n_times, n_points, 2) where each frame shows them.

    The tracks of a moving camera are in the pixels of the first image.
    """
    path = camera_of(tracks)
    if path is None:
        return points
    known = np.isfinite(path).all(axis=(1, 2))
    placed = np.full(points.shape, np.nan)
    placed[known] = moved(points[known], np.linalg.inv(path[known]))
    return placed


def _window(feet: list[Array], time_s: Array) -> tuple[Array, float]:
    """Return where to look for the feet (n_times, 2), and how far around (px).

    A mean over more than a stride, so that the image stands still while the
    feet move. NaN where they are not seen for a second.
    """
    seen = np.stack(feet)
    n_seen = np.isfinite(seen).sum(axis=0)
    mean = np.where(n_seen, np.nansum(seen, axis=0) / np.maximum(n_seen, 1), np.nan)
    n_frames = 1
    if time_s.size > 1:
        n_frames = max(1, round(_STEADY_S / float(np.median(np.diff(time_s)))))
    rolling = pd.DataFrame(mean).rolling(n_frames, center=True, min_periods=1)
    centre = rolling.mean().to_numpy()
    away = np.abs(seen - centre)
    away = away[np.isfinite(away)]
    reach_px = _ROOM * float(np.quantile(away, 0.98)) if away.size else np.nan
    return centre, reach_px


def _rounded(path: Array) -> list[list[float | None]]:
    return [[_plain(round(float(value), 1)) for value in row] for row in path]


def _plain(value: float) -> float | None:
    return float(value) if isfinite(value) else None
