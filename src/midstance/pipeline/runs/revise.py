"""An analysis with other settings, of the same poses: nothing is looked for again."""

import dataclasses

import pandas as pd
import xarray as xr

from midstance.config import Config
from midstance.errors import ConfigError
from midstance.exercises.curate import curate_repetitions
from midstance.pipeline.analyze import analyze_tracks, curate
from midstance.schema.analysis import Analysis
from midstance.schema.notes import notes_before
from midstance.schema.repetition_edits import TIMES

_OF_POSES = ("start_s", "end_s", "camera", "rotate", "image_rate_hz")


def revise(analysis: Analysis, config: Config, edits: pd.DataFrame) -> Analysis:
    """Return `analysis` with other settings and edits of its events.

    What a person says about a recording after the analysis: who is the runner, the
    floor, a known length, the speed, from where it was filmed, by how much it is
    slowed down, and keypoints put right. The network is not asked again.

    Parameters
    ----------
    analysis
        What was found.
    config
        All settings, as they shall be.
    edits
        All edits of events, on the clock of `analysis`; see `midstance.schema.edits`.

    Raises
    ------
    ConfigError
        If a setting is another one that the poses depend on.

    """
    before = analysis.config
    clip, was = config.clip.model_dump(), before.clip.model_dump()
    others = [name for name in _OF_POSES if clip[name] != was[name]]
    others += [
        name for name in ("pose", "quality", "tracking") if _of(config, name, before)
    ]
    if others:
        raise ConfigError(
            f"Other settings of {', '.join(others)} need the video; analyze it again."
        )
    if config == before:
        return curate(analysis, edits)
    slower = before.clip.slow_motion / config.clip.slow_motion
    found = analyze_tracks(
        _on_clock(analysis.raw_tracks, slower),
        config,
        video=analysis.video,
        notes_on_video=notes_before(analysis.notes, "tracks"),
        edits=_scaled(edits, slower),
        provenance=analysis.provenance,
    )
    remarks = analysis.remarks.on_clock(slower)
    found = dataclasses.replace(found, remarks=remarks)
    by_hand = analysis.repetitions.edits
    if not len(by_hand):
        return found
    return curate_repetitions(found, _scaled(by_hand, slower))


def _of(config: Config, name: str, before: Config) -> bool:
    return bool(getattr(config, name) != getattr(before, name))


def _on_clock(raw: xr.Dataset, factor: float) -> xr.Dataset:
    """Return tracks whose times are `factor` times what they were."""
    if factor == 1:
        return raw
    time_s = (raw["time"] * factor).assign_attrs(raw["time"].attrs)
    rate_hz = raw.attrs["fps"] / factor
    return raw.assign_coords(time=time_s).assign_attrs(fps=round(rate_hz, 3))


def _scaled(edits: pd.DataFrame, factor: float) -> pd.DataFrame:
    names = [name for name in TIMES if name in edits]
    return edits.assign(**{name: edits[name] * factor for name in names})
