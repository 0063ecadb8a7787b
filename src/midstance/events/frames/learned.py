"""Both events, frame by frame, by a network that learned from examples."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Protocol

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from midstance.events.base import EventDetector, detectors
from midstance.events.frames.frame_features import CHANNELS, read_frames
from midstance.events.frames.frame_network import FrameNetwork
from midstance.events.leg import Leg
from midstance.events.motion import Motion, each_person
from midstance.kernels.types import Array
from midstance.schema.events import KINDS, Row

WINDOWS_STRIDES = {"initial_contact": (-0.2, 0.3), "toe_off": (0.12, 0.85)}
"""Where an event is looked for, from when the foot is farthest ahead."""
LEAST_PROBABILITY = 0.25
PEAK_STEPS = 4


class FrameModel(Protocol):
    """Says of every frame how likely it is nothing, a contact and a toe-off."""

    def read(self, values: Array) -> Array:
        """Return shape (n_times, 3) for the values of `Frames`."""
        ...


@dataclass(frozen=True)
class PeakUncertainty:
    """How far events are off whose probability peaks at some height.

    Parameters
    ----------
    peaks
        Shape (2, n_knots): heights of the peak, rising, for contact and toe-off.
    sds_strides
        Shape (2, n_knots): the standard deviation that goes with it.

    """

    peaks: Array
    sds_strides: Array

    def of(self, kind: str, peak: float) -> float:
        """Return one standard deviation, in strides."""
        row = KINDS.index(kind)
        return float(np.interp(peak, self.peaks[row], self.sds_strides[row]))


@detectors.register("learned")
@dataclass(frozen=True)
class Learned(EventDetector):
    """Find events where a network says that they are likely, stride by stride.

    Every frame is judged from half a stride around it, by a small convolution
    network trained on synthetic runners and walkers and, if there are any, on
    events set by hand. An event lies at the centre of the peak of its
    probability, between frames. Only for the side view.

    Toe-offs of runners are set 10 ms later than those of the synthetic ones it
    learned from. Over a force plate under a treadmill,
    with 3 px of noise, contacts are then 5 ms and toe-offs 4 ms wrong, with the
    errors of a pose network 12 and 12 ms. What falls short: toe-offs on a clip
    labelled by eye are 35 ms early, by more than their uncertainty says; somebody who
    walks slowly over plates lands and leaves 40 to 50 ms later than it says
    (``validation/learned_events.csv``). Prefer the consensus.
    """

    def detect(self, tracks: xr.Dataset) -> pd.DataFrame:
        """Return both events of every stride in `tracks`."""
        network, doubt = shipped()
        return each_person(tracks, lambda motion: find_events(motion, network, doubt))


def find_events(motion: Motion, model: FrameModel, doubt: PeakUncertainty) -> list[Row]:
    """Return the events that a model sees in the gait of one person."""
    if motion.direction == 0:
        return []
    rows: list[Row] = []
    for frames in read_frames(motion):
        probability = model.read(frames.values)
        for event, column in zip(KINDS, probability[:, 1:].T, strict=True):
            rows += [
                (
                    *(motion.individual, frames.leg.side, event, time),
                    *(motion.period_s * doubt.of(event, peak), "learned"),
                )
                for time, peak in peaks(frames.leg, frames.time_s, column, event)
                if motion.is_gait[_nearest(motion.time_s, time)]
            ]
    return rows


def peaks(
    leg: Leg, time_s: Array, probability: Array, event: str
) -> Iterator[tuple[float, float]]:
    """Yield time and height of the highest peak of each stride.

    A peak at the very end of the recording, or a low one, is none.
    """
    for ahead in leg.ahead_s:
        window = ahead + np.array(WINDOWS_STRIDES[event]) * leg.period_s
        first, last = np.searchsorted(time_s, window)
        if last - first < 3:
            continue
        best = first + int(np.argmax(probability[first:last]))
        height = float(probability[best])
        if 0 < best < len(time_s) - 1 and height >= LEAST_PROBABILITY:
            yield _centre(time_s, probability, best), height


def _centre(time_s: Array, probability: Array, best: int) -> float:
    """Return the centre of what stands out around a peak."""
    half = min(PEAK_STEPS, best, len(time_s) - 1 - best)
    near = slice(best - half, best + half + 1)
    weight = probability[near] - probability[near].min()
    if weight.sum() <= 0:
        return float(time_s[best])
    return float(np.average(time_s[near], weights=weight))


def _nearest(time_s: Array, moment_s: float) -> int:
    return int(np.abs(time_s - moment_s).argmin())


@cache
def shipped() -> tuple[FrameNetwork, PeakUncertainty]:
    """Return the network that ships, made by ``training/train_detectors.py``."""
    file = resources.files("midstance.events.frames").joinpath("learned.npz")
    with file.open("rb") as opened, np.load(opened) as saved:
        about = json.loads(str(saved["about"]))
        return unpack(dict(saved), about["dilations"])


def unpack(
    arrays: dict[str, NDArray[np.generic]], dilations: list[int]
) -> tuple[FrameNetwork, PeakUncertainty]:
    """Return a network and its doubt from the arrays of its file."""
    if tuple(arrays["channels"].tolist()) != CHANNELS:
        raise RuntimeError("learned.npz was trained on other frames; train again")
    network = FrameNetwork(
        tuple(arrays[f"weight_{k}"].astype(float) for k in range(len(dilations))),
        tuple(arrays[f"offset_{k}"].astype(float) for k in range(len(dilations))),
        tuple(dilations),
        arrays["centre"].astype(float),
        arrays["width"].astype(float),
    )
    return network, PeakUncertainty(
        arrays["peaks"].astype(float), arrays["sds_strides"].astype(float)
    )
