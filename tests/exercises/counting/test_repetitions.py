import numpy as np
import pandas as pd
import pytest
from tests.exercises.conftest import NAMES, squat

from midstance.api.examples import example
from midstance.errors import ConfigError
from midstance.exercises.counting.repetitions import (
    Thresholds,
    count_classes,
    count_unaided,
    counted_classes,
    find_repetitions,
    intervals_above,
)
from midstance.exercises.poses.pose_knn import NearestPoses
from midstance.exercises.poses.pose_tracks import landmarks_of
from midstance.kernels.signals.smoothing import smooth_exponentially
from midstance.schema.repetitions import COLUMNS
from midstance.synth.sets.performances import draw_performance


def counted(tracks, samples):
    model = NearestPoses(n_kept=9, n_voting=3).fit(samples.points, samples.classes)
    shares = smooth_exponentially(
        tracks["time"].to_numpy(), model.predict_proba(landmarks_of(tracks))
    )
    table = pd.DataFrame(shares, columns=model.classes_)
    thresholds = dict.fromkeys(model.classes_, Thresholds())
    return count_classes(tracks, table, thresholds).table


CLIPS = [
    {"rate_hz": 10.0},
    {"rate_hz": 60.0},
    {"size_px": 90.0},
    {"size_px": 900.0, "noise_px": 6.0},
    {"is_mirrored": True},
    {"rate_hz": 24.0, "noise_px": 4.0, "seed": 3},
]


@pytest.mark.parametrize("clip", CLIPS, ids=str)
@pytest.mark.parametrize(
    ("name", "n", "period_s"), [("squats", 5, 1.0), ("pushups", 4, 3.0)]
)
def test_the_count_is_exact_without_samples(exercise, poses, clip, name, n, period_s):
    found = count_unaided(exercise([(poses[name], n, period_s)], **clip))
    assert len(found) == n
    middles = 1.2 + (np.arange(n) + 0.5) * period_s
    assert found["bottom_s"].to_numpy() == pytest.approx(middles, abs=0.1 * period_s)


@pytest.mark.parametrize("clip", CLIPS, ids=str)
@pytest.mark.parametrize("name", ["squats", "pushups"])
def test_the_count_is_exact_with_samples(exercise, poses, samples, clip, name):
    found = counted(exercise([(poses[name], 4, 1.6)], **clip), samples)
    assert found["exercise"].tolist() == [name] * 4
    assert found["number"].tolist() == [1, 2, 3, 4]
    assert found["bottom_s"].to_numpy() == pytest.approx(
        1.2 + 1.6 * (np.arange(4) + 0.5), abs=0.2
    )


def test_two_exercises_in_one_clip_are_counted_apart(exercise, poses, samples):
    tracks = exercise([(poses["squats"], 4, 2.0), (poses["pushups"], 6, 2.0)])
    found = counted(tracks, samples)
    counts = found["exercise"].value_counts().to_dict()
    assert counts == {"squats": 4, "pushups": 6}
    assert len(count_unaided(tracks)) == 10


def squat_with_arms_out(depth):
    """Return a squat whose arms rise in front from hanging to level."""
    points = squat(depth)
    for name, at in zip(NAMES, points, strict=True):
        if name.split("_")[-1] in ("elbow", "wrist", "pinky", "index", "thumb"):
            side = name.split("_")[0]
            far = {"elbow": 0.3, "wrist": 0.57}.get(name.split("_")[-1], 0.65)
            turn = np.radians(-90 + 95 * depth)
            shoulder = points[NAMES.index(f"{side}_shoulder")]
            at[:] = shoulder + far * np.array([np.cos(turn), np.sin(turn)])
    return points


def test_squats_from_stand_to_stand_count_though_arms_go_farther(exercise):
    tracks = exercise([(squat_with_arms_out, 5, 2.0)])
    found = count_unaided(tracks.sel(time=slice(1.2, 11.2)))
    assert found["bottom_s"].to_numpy() == pytest.approx(2.2 + 2.0 * np.arange(5), 0.1)


def one_arm(depth):
    """Return somebody who stands and bends one elbow."""
    points = squat(0.0)
    elbow = points[NAMES.index("left_elbow")]
    turn = np.radians(-85 + 130 * depth)
    for name, far in {
        "wrist": 0.27,
        "pinky": 0.35,
        "index": 0.35,
        "thumb": 0.3,
    }.items():
        way = far * np.array([np.cos(turn), np.sin(turn)])
        points[NAMES.index(f"left_{name}")] = elbow + way
    return points


@pytest.mark.parametrize("rate_hz", [10.0, 30.0, 60.0])
@pytest.mark.parametrize("noise_px", [0.0, 0.01, 2.0])
def test_the_only_limb_that_moves_counts_however_still_the_rest_is(
    exercise, rate_hz, noise_px
):
    tracks = exercise([(one_arm, 5, 1.4)], rate_hz=rate_hz, noise_px=noise_px)
    assert len(count_unaided(tracks)) == 5


def warped(tracks, when):
    """Return the tracks as they are seen at other times of theirs."""
    rows = np.clip(np.round(when * 30).astype(int), 0, tracks.sizes["time"] - 1)
    other = tracks.isel(time=rows)
    return other.assign_coords(time=np.arange(len(rows)) / 30)


TIMES = {
    "starts and ends on the way": np.arange(1.5, 10.9, 1 / 30),
    "starts and ends at once": np.arange(1.2, 11.2, 1 / 30),
    "twice as quick at the end": 12.4 * np.linspace(0, 1, 280) ** 1.4,
    "a pause at the top and one at the bottom": np.concatenate(
        [
            *(np.arange(0, 3.2, 1 / 30), np.full(60, 3.2)),
            *(np.arange(3.2, 6.2, 1 / 30), np.full(45, 6.2)),
            np.arange(6.2, 12.4, 1 / 30),
        ]
    ),
    "a bounce at the bottom": np.concatenate(
        [
            *(np.arange(0, 4.35, 1 / 30), np.arange(4.35, 4.05, -1 / 30)),
            np.arange(4.05, 12.4, 1 / 30),
        ]
    ),
}


@pytest.mark.parametrize("when", TIMES.values(), ids=TIMES)
@pytest.mark.parametrize("name", ["squats", "pushups"])
def test_the_tempo_does_not_change_the_count(exercise, poses, samples, name, when):
    tracks = warped(exercise([(poses[name], 5, 2.0)]), when)
    assert len(count_unaided(tracks)) == 5
    assert len(counted(tracks, samples)) == 5


def test_a_probability_that_flickers_or_hesitates_counts_once_a_turn(exercise, poses):
    tracks = exercise([(poses["squats"], 4, 2.0)])
    time_s = tracks["time"].to_numpy()
    share = np.clip(-np.cos(np.pi * np.clip(time_s - 1.2, 0, 8.0)), 0, 1)
    share[np.abs(time_s - 2.2) < 0.05] = 0.0  # flickers in the first one
    share[(time_s > 5.2) & (time_s < 7.2)] *= 0.3  # is unsure of the third one
    table = pd.DataFrame({"squats_down": share, "squats_up": 1 - share})
    found = count_classes(tracks, table, dict.fromkeys(table, Thresholds())).table
    assert found["bottom_s"].to_numpy() == pytest.approx([2.2, 4.2, 6.2, 8.2], abs=0.1)


def test_a_class_without_the_other_end_of_its_exercise_is_no_repetition(
    exercise, poses
):
    tracks = exercise([(poses["squats"], 1, 2.0)])
    share = np.zeros(tracks.sizes["time"])
    share[55:75] = 0.9
    table = pd.DataFrame({"squats_down": share, "squats_up": np.zeros_like(share)})
    found = count_classes(tracks, table, dict.fromkeys(table, Thresholds()))
    assert found.table.empty
    table["squats_up"] = (np.arange(len(share)) < 50).astype(float)
    found = count_classes(tracks, table, dict.fromkeys(table, Thresholds()))
    assert len(found.table) == 1


def test_standing_is_no_repetition(exercise, poses):
    tracks = exercise([(lambda _: poses["squats"](0.0), 4, 2.0)], noise_px=2.0)
    found = count_unaided(tracks)
    assert found.empty
    assert tuple(found.columns) == COLUMNS


def test_the_joint_that_works_gives_the_depth(exercise, poses):
    tracks = exercise([(poses["squats"], 4, 2.0)], noise_px=0.1)
    found = count_unaided(tracks)
    assert set(found["joint"]) <= {"knee", "hip"}
    # Knee and hip both close by 120 degrees or so in this squat.
    assert found["depth_deg"].between(90, 130).all()
    assert found["form"].tolist() == ["as usual"] * 4


def test_a_shallow_repetition_is_said_to_be_so(exercise, poses):
    def uneven(depth):
        return poses["squats"](depth)

    tracks = exercise(
        [(uneven, 3, 2.0), (lambda d: poses["squats"](0.6 * d), 1, 2.0)], noise_px=0.1
    )
    forms = count_unaided(tracks)["form"].tolist()
    assert forms[:3] == ["as usual"] * 3
    assert forms[3].startswith("shallower (")


def test_start_bottom_and_end_follow_each_other(exercise, poses):
    found = count_unaided(exercise([(poses["squats"], 5, 2.0)]))
    assert (found["start_s"] < found["bottom_s"]).all()
    assert (found["bottom_s"] < found["end_s"]).all()
    assert found["duration_s"].between(1.0, 2.1).all()
    assert (
        found["end_s"].to_numpy()[:-1] <= found["start_s"].to_numpy()[1:] + 0.1
    ).all()


def test_a_class_is_on_between_its_two_thresholds():
    time_s = np.arange(8.0)
    share = np.array([0.0, 0.5, 0.7, 0.5, np.nan, 0.3, 0.9, 0.9])
    on = intervals_above(time_s, share, Thresholds(0.6, 0.4))
    assert on == [(2.0, 5.0), (6.0, 7.0)]


def test_without_down_the_first_class_counts():
    assert counted_classes(["jacks_open", "jacks_closed"]) == {"jacks": "jacks_closed"}
    assert counted_classes(["standing", "squats_up"]) == {}


@pytest.mark.parametrize(("enter", "leave"), [(0.4, 0.6), (0.5, 0.0), (1.2, 0.4)])
def test_thresholds_out_of_order_are_refused(enter, leave):
    with pytest.raises(ConfigError, match="0 < leave <= enter <= 1"):
        Thresholds(enter, leave)


def test_hops_that_errors_cut_into_stretches_are_one_set():
    # The pose hardly changes: the principal motion breaks where errors drift.
    for seed in (1, 9, 16):
        one = draw_performance("rope", np.random.default_rng([31_000, seed, *b"rope"]))
        found = count_unaided(one.tracks)
        assert found["exercise"].tolist() == ["rope skipping"] * len(one.turns_s)


def test_keypoints_that_wander_on_somebody_who_stands_are_no_repetitions():
    one = draw_performance("stand", np.random.default_rng([78, 34]))
    assert count_unaided(one.tracks).empty


@pytest.mark.parametrize("seed", [55, 71, 148])
def test_few_images_at_odd_times_are_no_error(seed):
    runner = example().tracks
    rng = np.random.default_rng(seed)
    n = int(rng.integers(3, 30))
    seen = runner.isel(time=np.sort(rng.choice(runner.sizes["time"], n, replace=False)))
    gaps_s = rng.exponential(rng.uniform(0.1, 1.5), n) + 0.01
    found = find_repetitions(seen.assign_coords(time=np.cumsum(gaps_s)))
    assert len(found.table) < n / 4


@pytest.mark.parametrize("number", [1, 7, 10])
def test_points_that_jump_are_no_repetitions(number):
    rng = np.random.default_rng([63_000, number, *b"bench_dip"])
    tracks = draw_performance("bench_dip", rng, n=8).tracks
    order = ("time", "keypoint", "individual", "space")
    places = tracks["position"].transpose(*order)
    px = places.to_numpy()
    size_px = np.nanmax(px[..., 1]) - np.nanmin(px[..., 1])
    jumps = (rng.random(px.shape[:3]) < 0.03)[..., None]
    spoiled = px + jumps * rng.normal(0, 0.3 * size_px, px.shape)
    seen = places.copy(data=spoiled).transpose(*tracks["position"].dims)
    assert len(count_unaided(tracks.assign(position=seen))) == 8
