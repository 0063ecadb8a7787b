"""Step width."""

from math import hypot

import pandas as pd

from midstance.kernels.signals.cycles import LONGEST
from midstance.metrics.base import Needs, metric
from midstance.metrics.frontal import FRONTAL_VIEWS, across_px
from midstance.metrics.gait import Stance
from midstance.metrics.measurement import Measurement, at, cm, in_unit, part_of, table
from midstance.metrics.recording import Recording, Signal
from midstance.schema.events import SIDES


@metric(
    "step_width",
    label="Step width",
    unit="cm",
    definition=(
        "Distance across the line of running from one foot to the other at their "
        "midstances, negative when the feet cross over."
    ),
    needs=Needs(
        views=FRONTAL_VIEWS,
        keypoints=("ankle",),
        scale=True,
        events=("initial_contact", "toe_off"),
    ),
    plane="frontal",
    better_known_as=("base of gait",),
)
def step_width(recording: Recording) -> pd.DataFrame:
    """Return one row per step between two of the other foot.

    The runner may drift across the belt: each foot is compared with the middle of
    the other foot's places before and after.
    """
    stances = sorted(
        (s for side in SIDES for s in recording.gait.stances(side)),
        key=lambda stance: stance.contact.time_s,
    )
    places = {side: across_px(recording, f"{side}_ankle") for side in SIDES}
    longest_s = LONGEST * recording.gait.usual_stride_s
    return table(
        (
            *(middle.side, middle.contact.time_s),
            in_unit(_width_px(before, middle, after, places), cm(recording)),
        )
        for before, middle, after in zip(
            stances[:-2], stances[1:-1], stances[2:], strict=True
        )
        if before.side == after.side != middle.side
        and after.contact.time_s - before.contact.time_s <= longest_s
    )


def _width_px(
    before: Stance, middle: Stance, after: Stance, places: dict[str, Signal]
) -> Measurement:
    first, own, last = (
        at(places[stance.side], part_of(stance, 0.5))
        for stance in (before, middle, after)
    )
    to_the_right = own.value - (first.value + last.value) / 2
    return Measurement(
        to_the_right if middle.side == SIDES[1] else -to_the_right,
        hypot(own.random, first.random / 2, last.random / 2),
        hypot(own.shared, first.shared),
    )
