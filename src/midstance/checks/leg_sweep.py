"""What a leg sweeps over the floor while it stands is what the body moves on."""

from dataclasses import dataclass

import numpy as np

from midstance.checks.base import Case, Finding, Rule, rules
from midstance.kernels.geometry.facing import leg_length
from midstance.schema.events import KINDS, SIDES, times_s
from midstance.schema.tracks import path_of, paths_of

_LEG_M, _LEG_SHARE = 0.87, 0.49
"""Hip to ankle of an adult, and as a share of the body height."""
_ANKLE_SHARE = 0.84
"""The ankle rolls forward over the foot: of 54 runs at 2.5 to 4.5 m/s on a treadmill
with force plates the ankle, counted from the hip, shows 0.84 +- 0.05 of the speed."""
_KM_H = 3.6
_FEWEST = 4
OF_SPEED = (
    *("speed", "step_length", "stride_length", "vertical_ratio"),
    *("leg_stiffness", "vertical_stiffness", "overstride", "vertical_oscillation"),
)


@rules.register("leg_sweep")
@dataclass(frozen=True)
class LegSweep(Rule):
    """The speed given and the sweep of the leg in stance must agree.

    Parameters
    ----------
    most
        How many times the speed given may be the one that the legs show, or the
        other way round.

    """

    most: float = 1.45

    def check(self, case: Case) -> list[Finding]:
        """Return a finding when the speed given cannot be."""
        given_m_s = case.scene.speed_m_s
        if case.scene.view not in ("left", "right") or not given_m_s > 0:
            return []
        shown_m_s = shown_speed_m_s(case)
        ratio = given_m_s / shown_m_s if shown_m_s > 0 else np.nan
        if not (ratio > self.most or ratio < 1 / self.most):
            return []
        is_km_h = 1 / 1.3 < ratio / _KM_H < 1.3
        advice = (
            f"The speed may be in km/h: {given_m_s:g} km/h are "
            f"{given_m_s / _KM_H:.1f} m/s."
            if is_km_h
            else "Check the speed of the treadmill."
        )
        time_s = case.tracks["time"].to_numpy()
        return [
            Finding(
                "leg_sweep",
                case.individual,
                float(time_s[0]),
                float(time_s[-1]),
                f"The legs sweep the floor at about {shown_m_s:.1f} m/s, and the speed "
                f"given is {given_m_s:g} m/s.",
                "While a foot stands, the body moves on by what the leg sweeps.",
                advice,
                OF_SPEED,
                remedy="speed",
            )
        ]


def shown_speed_m_s(case: Case) -> float:
    """Return the speed that the legs show in stance; NaN when it is not known."""
    leg_px = leg_length(paths_of(case.tracks))
    height_m = case.scene.height_m
    leg_m = _LEG_SHARE * height_m if np.isfinite(height_m) else _LEG_M
    time_s = case.tracks["time"].to_numpy()
    speeds = []
    for side in SIDES:
        hip, ankle = (path_of(case.tracks, f"{side}_{p}") for p in ("hip", "ankle"))
        ahead = ankle[:, 0] - hip[:, 0]
        seen = np.isfinite(ahead)
        contacts = times_s(case.events, side, KINDS[0])
        toe_offs = times_s(case.events, side, KINDS[1])
        for start_s in contacts.tolist():
            after = toe_offs[toe_offs > start_s]
            inside = seen & (time_s >= start_s)
            if not after.size or after[0] - start_s > 1.0:
                continue
            inside &= time_s <= after[0]
            if inside.sum() < 3:
                continue
            slope = np.polyfit(time_s[inside], ahead[inside], 1)[0]
            speeds.append(abs(float(slope)) / leg_px * leg_m / _ANKLE_SHARE)
    return float(np.median(speeds)) if len(speeds) >= _FEWEST else float("nan")
