"""The sole of the foot, from the line between heel and toe keypoint.

The line is not parallel to the sole: its angle while the foot lies flat is taken
off. And it turns less than the sole when the toes bend at push-off.
"""

from dataclasses import replace

import numpy as np

from midstance.errors import NotEnoughDataError
from midstance.kernels.nan_stats import finite_median
from midstance.kernels.types import Floats
from midstance.metrics import angles as geometry
from midstance.metrics.foot_shape import toe_bend_deg
from midstance.metrics.gait import Stance
from midstance.metrics.recording import Recording, Signal
from midstance.schema.scene import Scene

FLAT_FOOT = (0.25, 0.45)
"""Part of the stance in which the sole lies on the floor."""
TOES_STRAIGHT = 0.2
"""Share of a stride after toe-off in which bent toes become straight again."""
_BEND_SD = 0.5
"""How well the bend is known, as a share of it: shoes differ."""


def on_the_sole(raw: Signal, line: Signal, recording: Recording, side: str) -> Signal:
    """Return an angle of the line from heel to toe as that of the sole.

    Parameters
    ----------
    raw
        The angle, toes up positive: of the line to the image or to the shank.
    line
        The pitch of the line in the image.
    recording, side
        Whose foot it is.

    Returns
    -------
    Signal
        Where the toe keypoint is the tip of the toes, their bend is taken off;
        where that is not known, the bend counts whole as a shared error.

    Raises
    ------
    NotEnoughDataError
        If the sole was never seen flat on the floor.

    """
    flat, noise = _flat_deg(line, recording, side)
    floor = floor_deg(recording.scene)
    to_floor = geometry.wrapped_deg(line.value - flat - floor)
    bend = _bend_deg(replace(line, value=to_floor), recording, side)
    known, sd = (bend, _BEND_SD) if recording.has_toe_tips else (0.0, 1.0)
    return replace(
        raw,
        value=geometry.wrapped_deg(raw.value - flat - known),
        shared=np.sqrt(raw.shared**2 + noise**2 + (sd * bend) ** 2),
    )


def floor_deg(scene: Scene) -> float:
    """Return the pitch of the floor in the image, uphill positive."""
    return (
        geometry.slope_deg(scene.floor.slope, scene.direction) if scene.floor else 0.0
    )


def _flat_deg(line: Signal, recording: Recording, side: str) -> tuple[float, float]:
    """Return the pitch of the line on a flat foot, and how sure it is.

    Against the floor; the median over the stances of that foot.
    """
    flat = [_flat_in(line, stance) for stance in recording.gait.stances(side)]
    seen = np.array([value for value in flat if np.isfinite(value)])
    if not seen.size:
        raise NotEnoughDataError(f"The {side} foot was never seen flat on the floor.")
    noise = float(np.nanmedian(line.noise))
    return (
        float(np.median(seen)) - floor_deg(recording.scene),
        noise / float(np.sqrt(seen.size)),
    )


def _flat_in(line: Signal, stance: Stance) -> float:
    first_s, last_s = (_time_s(stance, share) for share in FLAT_FOOT)
    return float(np.median(line.curve.resampled(first_s, last_s, 11)))


def _bend_deg(line: Signal, recording: Recording, side: str) -> Floats:
    """Return the bend of the toes at every frame; `line` is that to the floor.

    From the flat foot to toe-off the toes lie on the floor; afterwards they
    straighten evenly. It is that of the median stance, so that it adds no noise.
    """
    time_s, bend = line.time_s, np.zeros(line.time_s.shape)
    stances = recording.gait.stances(side)
    lines = [
        line.curve.resampled(_time_s(stance, FLAT_FOOT[1]), stance.toe_off.time_s)
        for stance in stances
    ]
    usual = toe_bend_deg(np.array([finite_median(at) for at in np.transpose(lines)]))
    usual = np.nan_to_num(usual)
    lasts_s = TOES_STRAIGHT * recording.gait.usual_stride_s
    for stance in stances:
        raised_s, off_s = _time_s(stance, FLAT_FOOT[1]), stance.toe_off.time_s
        down = (time_s >= raised_s) & (time_s <= off_s)
        known_s = np.linspace(raised_s, off_s, usual.size)
        bend[down] = np.interp(time_s[down], known_s, usual)
        free = (time_s > off_s) & (time_s < off_s + lasts_s)
        bend[free] = usual[-1] * (1.0 - (time_s[free] - off_s) / lasts_s)
    return bend


def _time_s(stance: Stance, share: float) -> float:
    start_s = stance.contact.time_s
    return start_s + share * (stance.toe_off.time_s - start_s)
