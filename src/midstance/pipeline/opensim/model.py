"""A skeleton for OpenSim, made by ourselves, with the coordinates of its usual models.

Nothing is taken from the models of others: their files come under licences of their
own. Names and signs of the coordinates are those of Rajagopal et al., "Full-body
musculoskeletal model for muscle-driven simulation of human gait", IEEE Trans Biomed
Eng 2016;63:2068, so that scripts made for that model read our angles. There are no
muscles, and what joint centres cannot show is left out: joint centres of hips and
shoulders cannot tell a pelvis that tilts from a trunk that leans, so that pelvis and
trunk tilt as one; and the ankle has one axis.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from midstance.errors import ConfigError
from midstance.pipeline.opensim.lengths import (
    USUAL_BODY,
    USUAL_LIMB,
    BodyLengths,
    LimbLengths,
)

USUAL_MASS_KG = 70.0
LUMBAR_SHARE = 0.2
"""How far up the trunk the lumbar joint lies, from between the hips."""

_Vector = tuple[float, float, float]
_RIGHT: _Vector = (0.0, 0.0, 1.0)
_XYZ: tuple[_Vector, ...] = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), _RIGHT)


@dataclass(frozen=True)
class _Segment:
    """A body, the joint before it and the coordinates of that joint.

    Parameters
    ----------
    body, parent
        Names of bodies.
    place
        Of the joint in the parent.
    share
        Of the mass of the whole body.
    middle, half
        Centre of mass in the body, and half of what is drawn, in m.
    axes
        Name of each coordinate with its axis; limits in degrees.

    """

    body: str
    parent: str
    place: _Vector
    share: float
    middle: _Vector
    half: _Vector
    axes: tuple[tuple[str, _Vector, float, float], ...]


def markers(body: BodyLengths = USUAL_BODY) -> dict[str, tuple[str, str, _Vector]]:
    """Return keypoint, body and place of every marker, by the marker's name.

    The names are those of Pose2Sim and Sports2D, whose models take the same file of
    markers.
    """
    shoulder = (1 - LUMBAR_SHARE) * body.trunk_m
    found = {"Neck": ("neck", "torso", (0.0, shoulder, 0.0))}
    for letter, side, out, limb in _sides(body):
        knee, ankle = -limb.thigh_m, -limb.shank_m
        sole = -limb.ankle_above_m
        own = {
            "Hip": ("hip", "pelvis", (0.0, 0.0, out * body.hips_m / 2)),
            "Knee": ("knee", f"femur_{letter}", (0.0, knee, 0.0)),
            "Ankle": ("ankle", f"tibia_{letter}", (0.0, ankle, 0.0)),
            "Heel": ("heel", f"calcn_{letter}", (-limb.ankle_ahead_m, sole, 0.0)),
            "BigToe": (
                "foot_index",
                f"calcn_{letter}",
                (limb.foot_m - limb.ankle_ahead_m, sole, 0.0),
            ),
            "Shoulder": (
                "shoulder",
                "torso",
                (0.0, shoulder, out * body.shoulders_m / 2),
            ),
            "Elbow": ("elbow", f"humerus_{letter}", (0.0, -limb.upper_arm_m, 0.0)),
            "Wrist": ("wrist", f"radius_{letter}", (0.0, -limb.forearm_m, 0.0)),
        }
        for name, (point, segment, place) in own.items():
            found[f"{letter.upper()}{name}"] = (f"{side}_{point}", segment, place)
    return found


def make_model(body: BodyLengths | None = None, *, mass_kg: float | None = None) -> Any:  # noqa: ANN401
    """Return an `opensim.Model`, scaled to somebody by OpenSim.

    Parameters
    ----------
    body
        Lengths of the segments; None leaves the model of somebody 1.75 m tall.
    mass_kg
        Body mass, spread after Winter (2009). Inverse kinematics does not look at it.

    Raises
    ------
    ConfigError
        If the opensim package is not installed, or the mass is not positive.

    """
    opensim = load_opensim()
    if mass_kg is not None and not mass_kg > 0:
        raise ConfigError(f"mass_kg must be above 0, got {mass_kg:g}.")
    model = opensim.Model()
    model.setName("midstance")
    bodies = {"ground": model.getGround()}
    for segment in _segments():
        _add(opensim, model, bodies, segment)
    for name, (_, segment_name, place) in markers().items():
        model.addMarker(
            opensim.Marker(name, bodies[segment_name], opensim.Vec3(*place))
        )
    model.finalizeConnections()
    state = model.initSystem()
    if body is not None:
        scales = opensim.ScaleSet()
        for name, factors in _factors(body).items():
            scale = opensim.Scale()
            scale.setSegmentName(name)
            scale.setScaleFactors(opensim.Vec3(*factors))
            scale.setApply(True)
            scales.cloneAndAppend(scale)
        model.scale(state, scales, True, mass_kg or USUAL_MASS_KG)
        _place_feet(opensim, model, body)
        model.finalizeConnections()
        model.initSystem()
    return model


def load_opensim() -> Any:  # noqa: ANN401
    """Return the opensim package, which then says nothing and keeps no log file.

    Raises
    ------
    ConfigError
        If it is not installed.

    """
    try:
        import opensim
    except ImportError:
        raise ConfigError(
            "Inverse kinematics by OpenSim needs its Python package; install it with: "
            "pip install 'midstance[opensim]'."
        ) from None
    opensim.Logger.setLevelString("off")
    opensim.Logger.removeFileSink()
    return opensim


def _sides(body: BodyLengths) -> Iterator[tuple[str, str, float, LimbLengths]]:
    """Yield letter, side, the sign of its outside along z, and its lengths."""
    yield "r", "right", 1.0, body.right
    yield "l", "left", -1.0, body.left


def _segments() -> Iterator[_Segment]:
    """Yield the bodies of somebody of usual lengths, parents first."""
    body = USUAL_BODY
    low = LUMBAR_SHARE * body.trunk_m
    high = body.trunk_m - low
    yield _Segment(
        *("pelvis", "ground", (0.0, 0.0, 0.0), 0.142),
        *((0.0, 0.5 * low, 0.0), (0.06, 0.06, body.hips_m / 2)),
        (
            ("pelvis_tilt", _RIGHT, -120.0, 120.0),
            ("pelvis_list", (1.0, 0.0, 0.0), -60.0, 60.0),
            ("pelvis_rotation", (0.0, 1.0, 0.0), -180.0, 180.0),
        ),
    )
    yield _Segment(
        *("torso", "pelvis", (0.0, low, 0.0), 0.436),
        *((0.0, 0.5 * high, 0.0), (0.08, 0.5 * high, 0.13)),
        (
            ("lumbar_bending", (1.0, 0.0, 0.0), -60.0, 60.0),
            ("lumbar_rotation", (0.0, 1.0, 0.0), -90.0, 90.0),
        ),
    )
    for letter, _, out, limb in _sides(body):
        yield from _leg(letter, out, limb)
        yield from _arm(letter, out, limb, high)


def _leg(letter: str, out: float, limb: LimbLengths) -> Iterator[_Segment]:
    yield _Segment(
        *(f"femur_{letter}", "pelvis", (0.0, 0.0, out * USUAL_BODY.hips_m / 2), 0.1),
        *_rod(limb.thigh_m, 0.433, 0.06),
        (
            (f"hip_flexion_{letter}", _RIGHT, -60.0, 150.0),
            (f"hip_adduction_{letter}", (out, 0.0, 0.0), -60.0, 60.0),
            (f"hip_rotation_{letter}", (0.0, out, 0.0), -60.0, 60.0),
        ),
    )
    yield _Segment(
        *(f"tibia_{letter}", f"femur_{letter}", (0.0, -limb.thigh_m, 0.0), 0.0465),
        *_rod(limb.shank_m, 0.433, 0.04),
        ((f"knee_angle_{letter}", (0.0, 0.0, -1.0), -20.0, 165.0),),
    )
    foot = (0.5 * limb.foot_m - limb.ankle_ahead_m, -0.5 * limb.ankle_above_m, 0.0)
    yield _Segment(
        *(f"calcn_{letter}", f"tibia_{letter}", (0.0, -limb.shank_m, 0.0), 0.0145),
        *(foot, (0.5 * limb.foot_m, 0.5 * limb.ankle_above_m, 0.04)),
        ((f"ankle_angle_{letter}", _RIGHT, -80.0, 60.0),),
    )


def _arm(letter: str, out: float, limb: LimbLengths, high: float) -> Iterator[_Segment]:
    place = (0.0, high, out * USUAL_BODY.shoulders_m / 2)
    yield _Segment(
        *(f"humerus_{letter}", "torso", place, 0.028),
        *_rod(limb.upper_arm_m, 0.436, 0.035),
        (
            (f"arm_flex_{letter}", _RIGHT, -120.0, 180.0),
            (f"arm_add_{letter}", (out, 0.0, 0.0), -150.0, 60.0),
            (f"arm_rot_{letter}", (0.0, out, 0.0), -120.0, 120.0),
        ),
    )
    yield _Segment(
        *(f"radius_{letter}", f"humerus_{letter}", (0.0, -limb.upper_arm_m, 0.0)),
        *(0.022, *_rod(limb.forearm_m, 0.682, 0.03)),
        ((f"elbow_flex_{letter}", _RIGHT, -10.0, 165.0),),
    )


def _rod(length: float, centre: float, width: float) -> tuple[_Vector, _Vector]:
    """Return centre of mass and half size of a limb that hangs from its joint."""
    return (0.0, -centre * length, 0.0), (width, 0.5 * length, width)


def _add(opensim: Any, model: Any, bodies: dict[str, Any], segment: _Segment) -> None:  # noqa: ANN401
    """Add a body with its joint."""
    import math

    mass = segment.share * USUAL_MASS_KG
    # An ellipsoid of even density.
    x, y, z = (half**2 for half in segment.half)
    inertia = [mass / 5 * both for both in (y + z, x + z, x + y)]
    body = opensim.Body(
        segment.body, mass, opensim.Vec3(*segment.middle), opensim.Inertia(*inertia)
    )
    model.addBody(body)
    bodies[segment.body] = body
    _draw(opensim, body, segment)
    transform = opensim.SpatialTransform()
    turns = [(name, axis) for name, axis, _, _ in segment.axes]
    turns += [("", axis) for axis in _XYZ if axis not in [one[1] for one in turns]]
    is_free = segment.parent == "ground"
    moves = [(f"pelvis_t{n}" if is_free else "", _XYZ[i]) for i, n in enumerate("xyz")]
    for index, (name, along) in enumerate([*turns[:3], *moves]):
        _move(opensim, transform.updTransformAxis(index), name, along)
    none = opensim.Vec3(0)
    joint = opensim.CustomJoint(
        f"{segment.parent}_{segment.body}",
        *(bodies[segment.parent], opensim.Vec3(*segment.place), none),
        *(body, none, none, transform),
    )
    model.addJoint(joint)
    for index, (_, _, low, high) in enumerate(segment.axes):
        coordinate = joint.upd_coordinates(index)
        coordinate.setRangeMin(math.radians(low))
        coordinate.setRangeMax(math.radians(high))


def _move(opensim: Any, axis: Any, name: str, along: _Vector) -> None:  # noqa: ANN401
    """Let a coordinate turn about an axis, or move along it; without a name nothing."""
    axis.setAxis(opensim.Vec3(*along))
    if not name:
        axis.set_function(opensim.Constant(0.0))
        return
    axis.setCoordinateNames(opensim.ArrayStr(name, 1))
    axis.set_function(opensim.LinearFunction(1.0, 0.0))


def _draw(opensim: Any, body: Any, segment: _Segment) -> None:  # noqa: ANN401
    frame = opensim.PhysicalOffsetFrame(
        f"{segment.body}_middle",
        body,
        opensim.Transform(opensim.Vec3(*segment.middle)),
    )
    frame.attachGeometry(opensim.Ellipsoid(*segment.half))
    body.addComponent(frame)


def _factors(body: BodyLengths) -> dict[str, _Vector]:
    """Return how much each body is larger than usual, along its axes."""
    trunk = body.trunk_m / USUAL_BODY.trunk_m
    found = {
        "pelvis": (trunk, trunk, body.hips_m / USUAL_BODY.hips_m),
        "torso": (trunk, trunk, body.shoulders_m / USUAL_BODY.shoulders_m),
    }
    for letter, _, _, limb in _sides(body):
        along = {
            "femur": limb.thigh_m / USUAL_LIMB.thigh_m,
            "tibia": limb.shank_m / USUAL_LIMB.shank_m,
            "humerus": limb.upper_arm_m / USUAL_LIMB.upper_arm_m,
            "radius": limb.forearm_m / USUAL_LIMB.forearm_m,
        }
        found |= {f"{name}_{letter}": (by, by, by) for name, by in along.items()}
        foot = limb.foot_m / USUAL_LIMB.foot_m
        above = limb.ankle_above_m / USUAL_LIMB.ankle_above_m
        found[f"calcn_{letter}"] = (foot, above, foot)
    return found


def _place_feet(opensim: Any, model: Any, body: BodyLengths) -> None:  # noqa: ANN401
    """Put heels and toes where this person's are before and behind the ankle."""
    for name, (_, segment, place) in markers(body).items():
        if segment.startswith("calcn"):
            model.updMarkerSet().get(name).set_location(opensim.Vec3(*place))
