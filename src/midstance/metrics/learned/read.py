"""What the learned readers say of both feet, as rows of a metric."""

from collections.abc import Callable

import pandas as pd

from midstance.errors import NotEnoughDataError
from midstance.metrics.base import EVENT_RATE_HZ, Needs
from midstance.metrics.learned.cycle import JOINTS, LegCycle, leg_cycle
from midstance.metrics.learned.force import StanceForce, stance_force
from midstance.metrics.measurement import Measurement, duration, table
from midstance.metrics.recording import Recording
from midstance.schema.events import SIDES

NEEDS = Needs(
    min_rate_hz=EVENT_RATE_HZ,
    views=SIDES,
    keypoints=("hip", *JOINTS),
    events=("initial_contact", "toe_off"),
)
"""Of every metric that is read from the mean stride."""
_LONGEST_DUTY = 0.5
"""A foot that is on the ground for more of the stride belongs to a walker."""


def of_each_foot(
    recording: Recording, read: Callable[[LegCycle, str], Measurement]
) -> pd.DataFrame:
    """Return one row per foot: what `read` says of its mean stride.

    A foot that it cannot say anything of (`NotEnoughDataError`) gives no row.

    Raises
    ------
    NotEnoughDataError
        If neither foot gives one; the reason is that of the first.

    """
    rows, reasons = [], []
    for side in SIDES:
        try:
            found = read(running(leg_cycle(recording, side)), side)
        except NotEnoughDataError as error:
            reasons.append(str(error))
            continue
        rows.append((side, recording.gait.stances(side)[0].contact.time_s, found))
    if not rows:
        raise NotEnoughDataError(reasons[0])
    return table(rows)


def running(cycle: LegCycle) -> LegCycle:
    """Return `cycle`.

    Raises
    ------
    NotEnoughDataError
        If it is a stride of walking.

    """
    if cycle.contact_s / cycle.stride_s >= _LONGEST_DUTY:
        raise NotEnoughDataError("It is known of runners, and this is walking.")
    return cycle


def force_of(recording: Recording, cycle: LegCycle, side: str) -> StanceForce:
    """Return the vertical force of one foot.

    Raises
    ------
    NotEnoughDataError
        As `midstance.metrics.learned.force.stance_force`.

    """
    stance = recording.gait.stances(side)[0]
    lasts = duration(stance.contact, stance.toe_off, same_kind=False, unit_s=1.0)
    return stance_force(cycle, lasts.shared)
