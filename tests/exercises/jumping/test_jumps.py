import numpy as np
import pytest

from midstance.exercises.jumping.jumps import G_M_S2, TRUNK_M, find_flights
from midstance.exercises.jumping.mass_centre import centre_of_mass
from midstance.schema.skeletons import BLAZEPOSE_33
from midstance.schema.tracks import make_tracks
from midstance.synth.motion.body.anthropometry import make_body
from midstance.synth.motion.body.landmarks import landmarks
from midstance.synth.sets.exercises import exercise_pose
from midstance.synth.sets.manner import Manner

TRUNK_PX = 150.0


def jumping(flight_s, *, rate_hz=60.0, noise_px=0.0, n=3, g=G_M_S2, slow=1.0):
    """Somebody of usual height who flies and stands, two seconds each, as g says."""
    time_s = np.arange(0.0, 2.0 * n, 1 / rate_hz)
    part = np.mod(time_s, 2.0) - 1.0
    half = flight_s / 2
    up_m = np.maximum(g / 2 * (half**2 - part**2), 0.0)
    up_px = up_m / TRUNK_M * TRUNK_PX
    places = {"shoulder": 350.0, "hip": 350.0 - TRUNK_PX, "foot_index": 0.0}
    names, columns = [], []
    for name, height in places.items():
        for side, x in (("left", 10.0), ("right", -10.0)):
            names.append(f"{side}_{name}")
            columns.append(np.stack([np.full_like(up_px, x), -(height + up_px)], 1))
    position = np.stack(columns, axis=2)
    rng = np.random.default_rng(0)
    position = position + noise_px * rng.standard_normal(position.shape)
    return make_tracks(
        position[..., None],
        np.ones((len(time_s), len(names), 1)),
        slow * time_s,
        keypoints=names,
    )


def phases(n=3, slow=1.0):
    return [
        (slow * (2.0 * k + 0.5), slow * (2.0 * k + 1.0), slow * (2.0 * k + 1.5))
        for k in range(n)
    ]


@pytest.mark.parametrize("rate_hz", [30.0, 60.0, 240.0])
@pytest.mark.parametrize("flight_s", [0.3, 0.5])
def test_the_height_is_that_of_the_flight(rate_hz, flight_s):
    true_m = G_M_S2 * flight_s**2 / 8
    for found in find_flights(jumping(flight_s, rate_hz=rate_hz), phases()):
        assert found.height_m == pytest.approx(
            true_m, abs=3 * found.height_uncertainty_m
        )
        assert found.duration_s == pytest.approx(flight_s, abs=0.025)
        assert found.gravity_ratio == pytest.approx(1.0, abs=0.15)


def test_a_slower_camera_doubts_more():
    doubts = [
        find_flights(jumping(0.5, rate_hz=rate_hz), phases())[1].height_uncertainty_m
        for rate_hz in (240.0, 60.0, 30.0)
    ]
    assert doubts[0] < doubts[1] < doubts[2]


def test_slow_motion_shows_a_flight_that_g_does_not_allow():
    found = find_flights(jumping(0.4, slow=2.0), phases(slow=2.0))[1]
    assert found.gravity_ratio == pytest.approx(0.25, abs=0.06)


def test_who_stays_on_the_ground_does_not_fly():
    assert find_flights(jumping(0.0, noise_px=2.0), phases()) == [None] * 3


def test_without_feet_nothing_is_said():
    legs = jumping(0.4).sel(
        keypoint=["left_shoulder", "right_shoulder", "left_hip", "right_hip"]
    )
    assert find_flights(legs, phases()) == [None] * 3
    assert find_flights(jumping(0.4), []) == []


def test_who_draws_up_the_legs_falls_as_fast():
    body, manner = make_body(1.70), Manner()
    part = np.linspace(0.3, 0.7, 49)
    points = landmarks(exercise_pose("jump", body, part, manner=manner), body.scale)
    names = BLAZEPOSE_33.keypoints
    paths = {name: points[:, k] for k, name in enumerate(names)}
    rise = centre_of_mass(paths)[:, 2]
    height_m = rise[24] - (rise[12] + rise[36]) / 2
    time_s = part * 5 * np.sqrt(8 * height_m / G_M_S2)
    px = 300 * np.stack([points[..., 0], -points[..., 2]], axis=1)[..., None]
    tracks = make_tracks(px, np.ones((49, 33, 1)), time_s, keypoints=names)
    phase = (float(time_s[0]), float(time_s[24]), float(time_s[-1]))
    found = find_flights(tracks, [phase])[0]
    assert found.gravity_ratio == pytest.approx(1.0, abs=0.05)
    assert found.height_m == pytest.approx(height_m, abs=0.02)
    hips = tracks.sel(keypoint=[n for n in names if not n.endswith("knee")])
    assert find_flights(hips, [phase])[0].gravity_ratio < 0.95  # hips alone
