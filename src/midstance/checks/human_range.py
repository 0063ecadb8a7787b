"""What bodies can do: the range of angles, lengths and times."""

from dataclasses import dataclass

from midstance.checks.base import Case, Finding, Rule, rules

RANGES: dict[str, tuple[float, float]] = {
    "arm_swing": (0, 200),
    "contact_time": (60, 1500),
    "dorsiflexion_contact": (-50, 45),
    "dorsiflexion_peak": (-30, 55),
    "elbow_flexion": (0, 160),
    "flight_time": (-600, 300),
    "foot_strike_angle": (-50, 60),
    "head_posture": (-60, 100),
    "hip_adduction": (-35, 35),
    "hip_extension_peak": (-40, 50),
    "hip_flexion_contact": (-20, 100),
    "hip_flexion_peak": (-10, 130),
    "knee_flexion_contact": (-20, 80),
    "knee_flexion_stance": (-5, 95),
    "knee_flexion_swing": (15, 155),
    "leg_angle_contact": (-15, 50),
    "leg_angle_toe_off": (-60, 15),
    "leg_stiffness": (1, 60),
    "pelvic_drop": (-25, 25),
    "plantarflexion_peak": (-35, 70),
    "rearfoot_eversion": (-45, 45),
    "speed": (0.2, 12.5),
    "step_length": (0.15, 2.8),
    "stride_length": (0.3, 5.6),
    "tibia_angle_contact": (-35, 45),
    "trunk_lean": (-25, 60),
    "vertical_oscillation": (0.5, 22),
    "vertical_oscillation_leg": (0.5, 26),
    "vertical_ratio": (0.5, 25),
    "vertical_stiffness": (2, 150),
}
"""Lowest and highest value, in the unit of the metric, that anybody shows who walks or
runs; wider than any norm, so that what is outside is a mistake of the points."""


@rules.register("human_range")
@dataclass(frozen=True)
class HumanRange(Rule):
    """Values outside the range of people are mistakes of the points or the scale."""

    def check(self, case: Case) -> list[Finding]:
        """Return a finding for each value that nobody has."""
        found = []
        names = case.measures["metric"].to_numpy()
        values = case.measures["value"].to_numpy(dtype=float)
        for metric, (low, high) in RANGES.items():
            is_wrong = (names == metric) & ((values < low) | (values > high))
            wrong = case.measures[is_wrong] if is_wrong.any() else case.measures[:0]
            found += [
                Finding(
                    "human_range",
                    case.individual,
                    float(row.time_s),
                    float(row.time_s),
                    f"{metric.replace('_', ' ')} of {row.value:.3g} {row.unit} at "
                    f"{row.time_s:.2f} s.",
                    f"Nobody who walks or runs has less than {low:g} or more than "
                    f"{high:g} {row.unit}.",
                    "Points are wrong there, or the scale is.",
                    (metric,),
                )
                for row in wrong.itertuples()
            ]
        return found
