"""How walking and running feet land, push off and swing, by gait."""

from dataclasses import dataclass

import numpy as np

from midstance.synth.gait import Gait
from midstance.synth.stance import FootStyle
from midstance.synth.swing import SwingShape


@dataclass(frozen=True)
class Style:
    """How the feet of one gait behave."""

    foot: FootStyle
    swing: SwingShape


_RUN_SWING = SwingShape(
    thigh=((0.36, -1.45), (0.64, 1.0), (0.84, 0.35)),
    knee=((0.30, 0.57), (0.50, 1.0), (0.68, 0.62), (0.86, 0.08)),
    ankle_deg=((0.12, -17.0), (0.40, -5.0), (0.75, 4.0)),
)
_WALK_SWING = SwingShape(
    thigh=((0.35, 0.6), (0.70, 1.0)),
    knee=((0.27, 1.0), (0.60, 0.5), (0.88, 0.02)),
    ankle_deg=((0.12, -17.0), (0.40, 0.0), (0.75, 2.0)),
)


def style_of(gait: Gait) -> Style:
    """Return the style of a gait."""
    if gait.is_running:
        return Style(
            FootStyle(
                landing_rate=1.6,
                flat_part=0.16,
                rise_part=0.48,
                knee_off_rad=np.deg2rad(14.0),
                knee_off_rate_rad_s=0.0,
                forward_m_s=0.35 * gait.speed_m_s,
                sink_m=0.012,
            ),
            _RUN_SWING,
        )
    return Style(
        FootStyle(
            landing_rate=1.4,
            flat_part=0.13,
            rise_part=0.5,
            knee_off_rad=np.deg2rad(38.0),
            knee_off_rate_rad_s=np.deg2rad(280.0),
            forward_m_s=0.25 * gait.speed_m_s,
            sink_m=0.005,
        ),
        _WALK_SWING,
    )
