"""Single frames of two legs, in numbers that mean the same for everybody."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from midstance.events.leg import Leg
from midstance.events.motion import Motion
from midstance.kernels.types import Array
from midstance.schema.events import SIDES

STEPS_PER_STRIDE = 60
JOINTS = ("knee", "ankle", "heel", "foot_index")
WHOSE = ("own", "other")
PLACES = (
    *(f"{who}_{joint}_{axis}" for who in WHOSE for joint in JOINTS for axis in "xy"),
    "pelvis_y",
)
CHANNELS = (*PLACES, *(f"{who}_{joint}_missing" for who in WHOSE for joint in JOINTS))


@dataclass(frozen=True)
class Frames:
    """Evenly spaced moments of a gait, looked at from one leg.

    Parameters
    ----------
    leg
        Whose events are looked for.
    time_s
        Shape (n_times,): `STEPS_PER_STRIDE` to a typical stride.
    values
        Shape (n_times, n_channels), see `CHANNELS`: how far ahead of the pelvis
        (x) and above it (y) each joint is, in leg lengths, and the pelvis above
        its mean over a stride; 0 where it is missing. Then, 1 where a joint is
        missing.

    """

    leg: Leg
    time_s: Array
    values: Array


def read_frames(motion: Motion) -> Iterator[Frames]:
    """Yield the frames of a side view, looked at from the left and the right leg.

    The frame rate of the image, its size, its clock and the direction of
    running leave no trace; neither does slow motion.
    """
    legs = {side: motion.leg(side) for side in SIDES}
    step_s = motion.period_s / STEPS_PER_STRIDE
    for side, other in (SIDES, SIDES[::-1]):
        own = legs[side]
        time_s = np.arange(own.time_s[0], own.time_s[-1], step_s)
        places = [_places(leg, time_s) for leg in (own, legs[other])]
        missing = [~np.isfinite(place[:, ::2]) for place in places]
        values = np.hstack([*places, _bounce(own, time_s)[:, None]])
        yield Frames(own, time_s, np.hstack([np.nan_to_num(values), *missing]))


def _places(leg: Leg, time_s: Array) -> Array:
    """Return (n_times, 8): x and y of each joint from the pelvis; NaN: unseen."""
    columns = []
    for joint in JOINTS:
        if joint in leg.forward:
            above = leg.up[joint] - leg.up["pelvis"]
            seen = np.isfinite(leg.forward[joint] + above)
            for values in (leg.forward[joint], above):
                values = np.where(seen, values, np.nan)
                columns.append(np.interp(time_s, leg.time_s, values))
        else:
            columns += 2 * [np.full(len(time_s), np.nan)]
    return np.column_stack(columns)


def _bounce(leg: Leg, time_s: Array) -> Array:
    """Return the height of the pelvis over its mean in the stride around it."""
    from scipy.ndimage import uniform_filter1d

    height = np.interp(time_s, leg.time_s, leg.up["pelvis"])
    seen = np.isfinite(height)
    if not seen.any():
        return height
    whole = np.interp(time_s, time_s[seen], height[seen])
    mean = uniform_filter1d(whole, STEPS_PER_STRIDE, mode="nearest")
    return np.where(seen, whole - mean, np.nan)
