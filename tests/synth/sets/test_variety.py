import numpy as np
import pytest

from midstance.kernels.geometry.bones import BONE_OF, mid_hip, to_bones
from midstance.synth.sets.variety import draw_person, draw_stretch

RATE_HZ = 50.0


@pytest.fixture(scope="module")
def stretch():
    return draw_stretch(np.random.default_rng(3), duration_s=3.0, rate_hz=RATE_HZ)


def people(stretch, n=30):
    rng = np.random.default_rng(0)
    return [draw_person(stretch, rng, n_times=100, rate_hz=RATE_HZ) for _ in range(n)]


def test_a_stretch_is_the_motion_asked_for(stretch):
    assert stretch.bones.shape == (151, 18, 3)
    assert np.isfinite(stretch.bones).all()
    assert 0.3 < stretch.speed < 6.0


def test_the_same_seed_gives_the_same_person(stretch):
    one, other = (
        draw_person(stretch, np.random.default_rng(7), n_times=100, rate_hz=RATE_HZ)
        for _ in range(2)
    )
    assert np.array_equal(one.points, other.points)


def test_points_are_relative_to_the_mid_hip(stretch):
    for person in people(stretch, 5):
        assert np.abs(mid_hip(person.points)).max() < 1e-12


def test_bones_are_stiff_in_one_person_and_differ_between_people(stretch):
    shanks = []
    for person in people(stretch):
        length = np.linalg.norm(
            to_bones(person.points)[:, BONE_OF["left_ankle"]], axis=-1
        )
        assert np.ptp(length) < 0.01
        shanks.append(length.mean())
    assert np.ptp(shanks) > 0.02


def test_a_known_person_keeps_the_bones(stretch):
    lengths = np.linspace(0.05, 0.3, 18)
    rng = np.random.default_rng(0)
    person = draw_person(stretch, rng, n_times=100, rate_hz=RATE_HZ, lengths=lengths)
    own = np.linalg.norm(to_bones(person.points), axis=-1)
    hips = [BONE_OF["left_hip"], BONE_OF["right_hip"], BONE_OF["neck"]]
    limbs = np.delete(np.arange(18), hips)
    assert own[:, limbs] == pytest.approx(
        np.broadcast_to(lengths[limbs], (100, 15)), abs=1e-6
    )


def test_arms_swing_more_and_trunks_lean_more_than_in_the_stretch(stretch):
    arm = BONE_OF["left_elbow"]

    def swing(bones):
        unit = bones[:, arm] / np.linalg.norm(bones[:, arm], axis=-1, keepdims=True)
        return float(np.ptp(unit[:, 0]))

    own = [to_bones(person.points) for person in people(stretch, 40)]
    assert max(swing(bones) for bones in own) > 1.5 * swing(stretch.bones)
    trunk = [bones[:, BONE_OF["neck"]].mean(axis=0) for bones in own]
    lean_deg = np.rad2deg([np.arctan2(x, z) for x, _, z in trunk])
    assert (lean_deg > 30).any()


def test_people_are_about_as_tall_as_they_are_said_to_be(stretch):
    own = np.linalg.norm(stretch.bones, axis=-1)
    tall = [BONE_OF[n] for n in ("neck", "head", "left_knee", "left_ankle")]
    for person in people(stretch):
        length = np.linalg.norm(to_bones(person.points), axis=-1).mean(axis=0)
        assert length[tall].sum() == pytest.approx(
            own.mean(axis=0)[tall].sum(), rel=0.03
        )


def test_nobody_jumps_from_frame_to_frame(stretch):
    for person in people(stretch):
        assert np.linalg.norm(np.diff(person.points, axis=0), axis=-1).max() < 0.3


def test_some_crouch_and_some_stand(stretch):
    heights = [float(-p.points[:, :, 2].min(axis=1).min()) for p in people(stretch, 60)]
    assert min(-p.points[:, :, 2].min(axis=1).max() for p in people(stretch, 60)) < 0.42
    assert max(heights) > 0.45


def test_the_feet_are_at_the_ground_on_average(stretch):
    for person in people(stretch, 10):
        lowest = (person.points[:, :, 2] + person.root[:, None, 2]).min(axis=1)
        assert abs(np.median(lowest)) < 0.08


def test_who_gathers_speed_leans_forward(stretch):
    """Trunks lean with the gain in speed, whoever it is."""
    trunk, leans, gains = BONE_OF["neck"], [], []
    for person in people(stretch, 120):
        speed = np.gradient(person.root[:, 0]) * RATE_HZ
        gains.append(float(np.gradient(speed)[45:55].mean() * RATE_HZ))
        x, _, z = to_bones(person.points)[45:55, trunk].mean(axis=0)
        leans.append(float(np.arctan2(x, z)))
    gains, leans = np.array(gains), np.array(leans)
    assert leans[gains > 1.0].mean() > leans[np.abs(gains) < 0.1].mean() + 0.15
