"""How long and wide the parts of the synthetic body are."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Body:
    """Segment lengths of one person (m).

    The foot is described in its own frame: origin at the rear end of the sole,
    x towards the toes, z up.
    """

    height_m: float
    thigh_m: float
    shank_m: float
    hip_half_width_m: float
    shoulder_half_width_m: float
    spine_m: float
    """From the mid hip to the mid shoulder."""
    upper_arm_m: float
    forearm_m: float
    hand_m: float
    sole_m: float
    """Length of the shoe."""
    ankle_x_m: float
    ankle_z_m: float
    heel_x_m: float
    """Where the heel of the sole meets the ground when the toes are up."""
    ball_x_m: float
    """The joint of the toes, on the sole."""

    @property
    def leg_m(self) -> float:
        """Return the distance from hip to ankle of a stretched leg."""
        return self.thigh_m + self.shank_m

    @property
    def toe_m(self) -> float:
        """Return the distance from the ball to the tip of the shoe."""
        return self.sole_m - self.ball_x_m

    @property
    def scale(self) -> float:
        """Return the size relative to a person of 1.75 m."""
        return self.height_m / 1.75


def make_body(
    height_m: float, *, leg_ratio: float = 1.0, foot_ratio: float = 1.0
) -> Body:
    """Return the body of an adult.

    Fractions of the body height after Drillis & Contini (1966), as given by
    Winter, "Biomechanics and Motor Control of Human Movement" (2009); the hip
    joint centres lie further in than the hips are wide, and a running shoe with
    28 mm of sole is worn.

    Parameters
    ----------
    height_m
        Standing height without shoes.
    leg_ratio, foot_ratio
        Legs and feet longer (> 1) or shorter than usual for the height.

    """
    sole = 0.152 * 1.06 * height_m * foot_ratio
    return Body(
        height_m=height_m,
        thigh_m=0.245 * height_m * leg_ratio,
        shank_m=0.246 * height_m * leg_ratio,
        hip_half_width_m=0.049 * height_m,
        shoulder_half_width_m=0.115 * height_m,
        spine_m=0.288 * height_m,
        upper_arm_m=0.186 * height_m,
        forearm_m=0.146 * height_m,
        hand_m=0.055 * height_m,
        sole_m=sole,
        ankle_x_m=0.25 * sole,
        ankle_z_m=0.039 * height_m + 0.028,
        heel_x_m=0.125 * sole,
        ball_x_m=0.70 * sole,
    )
