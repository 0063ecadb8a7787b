"""How walking and running feet land, push off and swing, by gait."""

from dataclasses import dataclass, replace

import numpy as np

from midstance.synth.motion.gait import GaitParameters
from midstance.synth.motion.stance import FootStyle
from midstance.synth.motion.swing import SwingShape


@dataclass(frozen=True)
class Style:
    """How the feet of one gait behave."""

    foot: FootStyle
    swing: SwingShape


_RUN_SWING = SwingShape(
    thigh=(
        *((0.118, -0.06), (0.244, 0.10), (0.37, 0.38), (0.496, 0.70), (0.62, 0.96)),
        *((0.715, 1.0), (0.811, 0.67), (0.90, 0.23)),
    ),
    knee=(
        *((0.118, 0.083), (0.244, 0.42), (0.37, 0.79), (0.525, 1.0)),
        *((0.65, 0.83), (0.748, 0.54), (0.84, 0.20)),
    ),
    ankle_deg=(
        *((0.118, -18.0), (0.244, -15.0), (0.37, -9.0), (0.496, -2.0)),
        *((0.62, 3.0), (0.748, 5.0), (0.90, 5.0)),
    ),
)
_WALK_SWING = SwingShape(
    thigh=((0.20, 0.30), (0.40, 0.80), (0.60, 1.0), (0.80, 0.75)),
    knee=(
        *((0.14, 0.60), (0.32, 1.0), (0.50, 0.92)),
        *((0.66, 0.63), (0.80, 0.31), (0.91, 0.09)),
    ),
    ankle_deg=((0.12, -12.0), (0.30, 0.0), (0.50, 6.0), (0.70, 5.0), (0.88, 3.0)),
)


def style_of(gait: GaitParameters) -> Style:
    """Return the style of a gait."""
    if gait.is_running:
        return Style(
            FootStyle(
                landing_rate=1.6,
                flat_part=0.16,
                rise_part=0.28,
                knee_off_rad=np.deg2rad(14.0),
                knee_off_rate_rad_s=np.deg2rad(gait.knee_off_rate_deg_s),
                forward_m_s=0.5 * gait.speed_m_s,
                sink_m=0.013,
            ),
            replace(_RUN_SWING, knee=(*_RUN_SWING.knee, _late_knee(gait))),
        )
    return Style(
        FootStyle(
            landing_rate=1.4,
            flat_part=0.13,
            rise_part=0.34,
            knee_off_rad=np.deg2rad(38.0),
            knee_off_rate_rad_s=np.deg2rad(gait.knee_off_rate_deg_s),
            forward_m_s=0.25 * gait.speed_m_s,
            sink_m=0.005,
        ),
        _WALK_SWING,
    )


def _late_knee(gait: GaitParameters) -> tuple[float, float]:
    """Return the last row of the knee: a leg straight early turns back early."""
    return 0.92, 0.04 - 0.02 * gait.retraction
