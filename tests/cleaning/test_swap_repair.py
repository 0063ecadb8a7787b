import numpy as np
import pytest

from midstance.cleaning.base import cleaners
from midstance.cleaning.sides.swaps import side_blind_phase
from midstance.schema.skeletons import COCO_17
from midstance.schema.tracks import SEEN, SWAPPED, paths_of

LEG = ("hip", "knee", "ankle", "heel", "foot_index")
ARM = ("elbow", "wrist")


def exchange(tracks, frames, parts):
    swapped = tracks.copy(deep=True)
    for part in parts:
        pair = [f"left_{part}", f"right_{part}"]
        for name in ("position", "confidence"):
            here = {"time": tracks.time[frames], "keypoint": pair}
            other = tracks[name].sel(keypoint=pair[::-1])[{"time": frames}]
            swapped[name].loc[here] = other.to_numpy()
    return swapped


def random_frames(n, seed):
    """Single frames and stretches of up to ten: a tenth of the clip."""
    rng = np.random.default_rng(seed)
    frames = np.zeros(n, dtype=bool)
    while frames.mean() < 0.1:
        length = 1 if rng.random() < 0.5 else rng.integers(2, 11)
        start = rng.integers(0, n - length)
        if not frames[max(0, start - 2) : start + length + 2].any():
            frames[start : start + length] = True
    return frames


def repair(tracks, **settings):
    return cleaners.build("swap_repair", settings).apply(tracks)


def marked(tracks, keypoint):
    return (tracks.observed.sel(keypoint=keypoint) == SWAPPED).to_numpy()[:, 0]


@pytest.mark.parametrize("view", ["left", "right", "rear", "oblique"])
@pytest.mark.parametrize(("speed_m_s", "rate_hz"), [(1.3, 30), (3.0, 30), (8.0, 60)])
def test_exchanged_legs_are_found_and_no_others(film, view, speed_m_s, rate_hz):
    tracks = film(view=view, speed_m_s=speed_m_s, rate_hz=rate_hz, noise_px=4.0)
    truth = random_frames(tracks.sizes["time"], seed=int(speed_m_s * rate_hz))
    got = marked(repair(exchange(tracks, truth, LEG)), "left_ankle")
    assert got[truth].mean() >= 0.95
    assert got[~truth].mean() < 0.01


def test_repaired_legs_are_where_they_were(film):
    tracks = film(view="left", noise_px=2.0)
    truth = random_frames(tracks.sizes["time"], seed=1)
    repaired = repair(exchange(tracks, truth, LEG))
    assert np.allclose(repaired.position, tracks.position)
    assert np.allclose(repaired.confidence, tracks.confidence)
    assert np.array_equal(marked(repaired, "right_heel"), truth)
    assert (repaired.observed.sel(keypoint="nose") == SEEN).all()


@pytest.mark.parametrize("view", ["left", "rear"])
def test_arms_are_exchanged_without_the_legs(film, view):
    tracks = film(view=view, noise_px=3.0, rate_hz=60.0)
    truth = random_frames(tracks.sizes["time"], seed=2)
    repaired = repair(exchange(tracks, truth, ARM))
    got = marked(repaired, "left_wrist")
    assert got[truth].mean() >= 0.95
    assert got[~truth].mean() < 0.01
    assert not marked(repaired, "left_ankle").any()


@pytest.mark.parametrize("view", ["left", "rear", "oblique"])
def test_nothing_is_changed_when_nothing_is_wrong(film, view):
    tracks = film(view=view, noise_px=4.0)
    assert repair(tracks).identical(tracks)


def test_feet_are_not_needed(film):
    tracks = film(view="left", noise_px=3.0).sel(keypoint=list(COCO_17.keypoints))
    truth = random_frames(tracks.sizes["time"], seed=4)
    got = marked(repair(exchange(tracks, truth, LEG[:3])), "left_ankle")
    assert got[truth].mean() >= 0.95
    assert got[~truth].mean() < 0.01


def test_world_points_follow(film):
    tracks = film(view="left", noise_px=1.0)
    dims = ("time", "world_axis", "keypoint", "individual")
    world = np.repeat(tracks.position.to_numpy()[:, :1], 3, axis=1)
    tracks = tracks.assign(world=(dims, world))
    truth = random_frames(tracks.sizes["time"], seed=5)
    swapped = exchange(tracks, truth, LEG)
    pair = ["left_ankle", "right_ankle"]
    here = {"time": tracks.time[truth], "keypoint": pair}
    swapped["world"].loc[here] = tracks.world.sel(keypoint=pair[::-1])[
        {"time": truth}
    ].to_numpy()
    repaired = repair(swapped).world.sel(keypoint=pair)
    assert np.allclose(repaired, tracks.world.sel(keypoint=pair))


def test_an_exchange_longer_than_the_limit_is_left(film):
    tracks = film(view="left", noise_px=1.0, duration_s=8.0)
    truth = np.zeros(tracks.sizes["time"], dtype=bool)
    truth[60:110] = True
    swapped = exchange(tracks, truth, LEG)
    assert repair(swapped).identical(swapped)
    assert np.array_equal(marked(repair(swapped, max_swap_s=3.0), "left_ankle"), truth)


def test_someone_who_stands_is_left_alone(film):
    still = film(view="left").isel(time=[0] * 120)
    still = still.assign_coords(time=np.arange(120) / 30)
    noise = np.random.default_rng(0).normal(size=still.position.shape)
    still = still.assign(position=still.position + 2 * noise)
    assert repair(still).identical(still)


def test_real_tracks_of_a_force_plate_runner(reference_data, side_of_plate_trial):
    tracks = side_of_plate_trial(reference_data, rate_hz=60.0, noise_px=3.0)
    for seed in range(3):
        truth = random_frames(tracks.sizes["time"], seed)
        parts = ("knee", "ankle", "heel", "foot_index")
        got = marked(repair(exchange(tracks, truth, parts)), "left_ankle")
        assert got[truth].mean() >= 0.95
        assert got[~truth].mean() < 0.01


@pytest.mark.parametrize("view", ["left", "oblique"])
@pytest.mark.parametrize("speed_m_s", [1.3, 3.0])
def test_legs_exchanged_at_one_moment_of_every_stride_are_found(film, view, speed_m_s):
    tracks = film(view=view, speed_m_s=speed_m_s, rate_hz=60, noise_px=3.0)
    time_s, paths = tracks.time.to_numpy(), paths_of(tracks)
    legs = [paths[f"{side}_ankle"][:, None] for side in ("left", "right")]
    stride = side_blind_phase(time_s, *legs) / (2 * np.pi)
    truth = stride % 1 < 0.35
    got = marked(repair(exchange(tracks, truth, LEG)), "left_ankle")
    assert (got != truth).mean() < 0.03
