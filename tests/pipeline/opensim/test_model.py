import math

import pytest

from midstance.errors import ConfigError
from midstance.pipeline.opensim.lengths import USUAL_BODY, measure_lengths
from midstance.pipeline.opensim.model import load_opensim, make_model, markers
from midstance.synth.motion.runner import run

WORD = "the opensim wheel is not installed (pip install opensim; make test-opensim)"


@pytest.fixture(scope="module")
def opensim():
    return pytest.importorskip("opensim", reason=WORD)


def test_without_the_package_it_is_said_how_to_get_it(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "opensim", None)
    with pytest.raises(ConfigError, match=r"pip install 'midstance\[opensim\]'"):
        load_opensim()


def test_every_point_of_the_running_skeleton_but_the_head_is_a_marker():
    points = [point for point, _, _ in markers().values()]
    assert len(points) == len(set(points)) == 17
    assert "head" not in points


def test_a_model_is_scaled_to_the_lengths_of_a_person(opensim):
    body = measure_lengths(run(duration_s=1.0).tracks.pipe(_as_running))
    model = make_model(body, mass_kg=61.0)
    state = model.initSystem()
    assert model.getTotalMass(state) == pytest.approx(61.0)

    def place(name):
        where = model.getMarkerSet().get(name).getLocationInGround(state)
        return [where.get(axis) for axis in range(3)]

    assert math.dist(place("RHip"), place("LHip")) == pytest.approx(body.hips_m)
    assert math.dist(place("LKnee"), place("LHip")) == pytest.approx(body.left.thigh_m)
    assert math.dist(place("RKnee"), place("RAnkle")) == pytest.approx(
        body.right.shank_m
    )
    assert math.dist(place("RHeel"), place("RBigToe")) == pytest.approx(
        body.right.foot_m
    )
    assert place("Neck")[1] - place("RHip")[1] == pytest.approx(body.trunk_m)
    # x forward, y up, z to the right.
    assert place("RHip")[2] > place("LHip")[2]
    assert place("RBigToe")[0] > place("RHeel")[0]


@pytest.mark.parametrize(
    ("coordinate", "marker", "axis", "sign"),
    [
        ("hip_flexion_r", "RKnee", 0, 1),
        ("hip_adduction_r", "RKnee", 2, -1),
        ("hip_adduction_l", "LKnee", 2, 1),
        ("hip_rotation_r", "RBigToe", 2, -1),
        ("hip_rotation_l", "LBigToe", 2, 1),
        ("knee_angle_l", "LAnkle", 0, -1),
        ("ankle_angle_r", "RBigToe", 1, 1),
        ("pelvis_tilt", "Neck", 0, -1),
        ("lumbar_bending", "Neck", 2, 1),
        ("arm_flex_l", "LElbow", 0, 1),
        ("elbow_flex_r", "RWrist", 0, 1),
    ],
)
def test_a_coordinate_moves_its_marker_to_its_positive_side(
    opensim, coordinate, marker, axis, sign
):
    model = make_model()
    state = model.initSystem()
    where = model.getMarkerSet().get(marker)
    before = where.getLocationInGround(state).get(axis)
    model.getCoordinateSet().get(coordinate).setValue(state, math.radians(20))
    after = where.getLocationInGround(state).get(axis)
    assert sign * (after - before) > 0.02


def test_a_mass_of_nothing_is_refused(opensim):
    with pytest.raises(ConfigError, match="mass_kg must be above 0, got 0"):
        make_model(USUAL_BODY, mass_kg=0.0)


def _as_running(tracks):
    from midstance.kernels.geometry.remap import to_skeleton
    from midstance.schema.skeletons import RUNNING_18

    return to_skeleton(tracks, RUNNING_18)
