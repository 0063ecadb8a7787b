import numpy as np
import pytest

from midstance.formats.motion.plate_trial import read_plate_trial
from midstance.schema.tracks import make_tracks, path_of
from midstance.synth.motion.runner import RunnerSettings, run
from midstance.synth.observation.definitions import redefine

LEG = ("hip", "knee", "ankle", "heel", "foot_index")


@pytest.fixture(scope="module")
def made():
    return run(RunnerSettings(variability=0.0), duration_s=4.0, rate_hz=150.0)


def test_other_definitions_move_points_by_centimetres_and_keep_the_floor(made):
    rng = np.random.default_rng(4)
    floor_m = np.percentile(path_of(made.tracks, "left_foot_index")[:, 2], 5)
    moves = {part: [] for part in LEG}
    for _ in range(12):
        other = redefine(made.tracks, None, rng)
        for part in LEG:
            step = path_of(other, f"left_{part}") - path_of(made.tracks, f"left_{part}")
            moves[part].append(np.median(np.linalg.norm(step, axis=1)))
        assert path_of(other, "left_foot_index")[:, 2].min() > floor_m - 0.02
        # Alike on both sides.
        step = path_of(other, "right_knee") - path_of(made.tracks, "right_knee")
        assert np.median(np.linalg.norm(step, axis=1)) == pytest.approx(
            moves["knee"][-1], abs=0.002
        )
    for part in LEG:
        assert 0.003 < np.median(moves[part]) < 0.08
        assert np.std(moves[part]) > 0.001


def test_a_tip_of_the_toes_stays_down_while_the_foot_rolls_over_it():
    n = 30
    pitch = np.linspace(0, 1.0, n)  # heel rises about the toe joint
    toe = np.tile([0.0, 0.0, 0.02], (n, 1))
    back = np.column_stack([-np.cos(pitch), 0 * pitch, np.sin(pitch)])
    points = {"heel": toe + 0.15 * back, "foot_index": toe}
    points |= {"ankle": points["heel"] + [0.02, 0, 0.07]}
    points |= {"knee": points["ankle"] + [0.1, 0, 0.4]}
    points |= {"hip": points["knee"] + [-0.1, 0, 0.4]}
    both = {
        f"{side}_{name}": place
        for side in ("left", "right")
        for name, place in points.items()
    }
    world = make_tracks(
        np.stack(list(both.values()), axis=-1)[..., None],
        np.ones((n, len(both), 1)),
        np.arange(n) / 100,
        keypoints=list(both),
        space_unit="m",
    )
    rng = np.random.default_rng(0)
    tips = [
        path_of(redefine(world, None, rng), "left_foot_index") - toe for _ in range(9)
    ]
    longest = max(tips, key=lambda tip: np.linalg.norm(tip[0]))
    assert 0.03 < np.linalg.norm(longest[0]) <= 0.081
    np.testing.assert_allclose(longest[:, 2], 0.0, atol=1e-9)
    np.testing.assert_allclose(np.ptp(longest[:, 0]), 0.0, atol=1e-9)


def test_markers_give_the_heel_and_the_toe_when_they_are_there(reference_data):
    folder = reference_data / "runners-on-plates"
    if not folder.is_dir():
        pytest.skip("the people over force plates are not among the recordings")
    trial = read_plate_trial(folder / "rbds003_3.5.npz")
    other = redefine(trial.world, trial.markers, np.random.default_rng(2))
    heel = path_of(other, "left_heel")
    corners = np.stack(
        [
            path_of(trial.markers, f"L.Heel.{part}")
            for part in ("Bottom", "Lateral", "Top")
        ]
    )
    assert (heel >= corners.min(axis=0) - 1e-9).all()
    assert (heel <= corners.max(axis=0) + 1e-9).all()
