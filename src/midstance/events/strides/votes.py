"""What each reader says of an average stride, and what they say together."""

from dataclasses import dataclass

import numpy as np

from midstance.events.leg import Leg
from midstance.events.motion import Motion
from midstance.events.strides.features import (
    NAMES,
    describe_stride,
    describe_stride_from_behind,
    join_both_legs,
)
from midstance.events.strides.timing import timing_model
from midstance.events.strides.wave_network import wave_network
from midstance.events.strides.waves import N_INPUTS, View, read_stride
from midstance.kernels.types import Array

Vote = tuple[Array, Array]
"""When both events are, and standard deviations (s); NaN without a vote."""

N_DESCRIBED = N_INPUTS + len(NAMES) + 5


@dataclass(frozen=True)
class Sight:
    """An average stride as every reader sees it.

    Parameters
    ----------
    start_s
        When it begins, see `midstance.events.strides.waves.Stride`.
    described
        Shape (`N_DESCRIBED`,): its Fourier series and what goes with them (see
        `midstance.events.strides.waves`), its known cues (`NAMES`), when these begin
        to count, and both votes for contact and toe-off; times in s after
        `start_s`. NaN for what is not seen.
    cues, waves
        The votes.

    """

    start_s: float
    described: Array
    cues: Vote
    waves: Vote


def look(motion: Motion, leg: Leg, other: Leg, view: View) -> Sight:
    """Return what is seen of the average stride of `leg`.

    Parameters
    ----------
    motion
        Whose stride it is.
    leg, other
        From `midstance.events.motion.Motion.mean_leg`.
    view
        From behind (and from the front) only heights are read.

    """
    nothing = np.full(2, np.nan)
    read = describe_stride if view == "side" else describe_stride_from_behind
    cue_s, features = join_both_legs(read(leg), read(other))
    cues = waves = (nothing, nothing)
    if np.isfinite(cue_s):
        after_s, sd_s = timing_model(view).read(features)
        cues = cue_s + after_s, sd_s
    stride = read_stride(leg, other, view=view, near=motion.nearness(leg.side))
    if stride is None:
        return Sight(np.nan, np.full(N_DESCRIBED, np.nan), cues, waves)
    after_s, sd_s = wave_network(view).read(stride.inputs)
    waves = stride.start_s + after_s, sd_s
    times_s = np.concatenate([[cue_s], cues[0], waves[0]]) - stride.start_s
    return Sight(
        stride.start_s,
        np.concatenate([stride.inputs, features, times_s]),
        cues,
        waves,
    )


def combine_votes(one: Vote, other: Vote, period_s: float) -> Vote:
    """Return the mean of two votes, weighted by how sure either is.

    They saw the same keypoints, so together they are no surer than alone, and less
    sure where they disagree: the deviation is that of the mixture of both. Votes a
    whole stride apart agree.
    """
    (one_s, one_sd), (other_s, other_sd) = one, other
    share = np.where(
        np.isfinite(one_s) & np.isfinite(other_s),
        other_sd**2 / (one_sd**2 + other_sd**2),
        np.isfinite(one_s),
    )
    apart_s = np.nan_to_num(one_s - other_s)
    apart_s = apart_s - period_s * np.round(apart_s / period_s)
    variance = share * np.nan_to_num(one_sd**2)
    variance = variance + (1 - share) * np.nan_to_num(other_sd**2)
    at_s = np.where(np.isfinite(other_s), other_s, one_s) + share * apart_s
    return at_s, np.sqrt(variance + share * (1 - share) * apart_s**2)
