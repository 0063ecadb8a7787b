import numpy as np
import pytest

from midstance.errors import NotEnoughDataError
from midstance.formats.motion.plate_trial import read_plate_trial
from midstance.schema.events import times_s
from midstance.schema.tracks import path_of
from midstance.synth.motion.runner import RunnerSettings, run
from midstance.synth.observation.noise import Noise, draw_network_error
from midstance.synth.observation.people import (
    Filming,
    add_shoulders,
    film_person,
    heading,
    moved_along,
    stride_count,
)

LEG = ("hip", "knee", "ankle", "heel", "foot_index")


@pytest.fixture(scope="module")
def made():
    return run(RunnerSettings(variability=0.0), duration_s=4.0, rate_hz=150.0)


@pytest.fixture(scope="module")
def crossing():
    settings = RunnerSettings(speed_m_s=3.0, surface="overground", variability=0.0)
    return run(settings, duration_s=4.0, rate_hz=150.0)


def moved(tracks, **axes):
    position = tracks["position"].copy(deep=True)
    for axis, change in axes.items():
        position.loc[{"space": axis}] = change(position.sel(space=axis))
    return tracks.assign(position=position)


def test_a_person_is_as_tall_as_told_and_in_the_middle(made):
    seen = film_person(made.tracks, Filming(body_px=400.0))
    hips = (path_of(seen, "left_hip") + path_of(seen, "right_hip")) / 2
    assert np.median(hips, axis=0) == pytest.approx([640, 360], abs=8)
    heels = [path_of(seen, f"{side}_heel")[:, 1] for side in ("left", "right")]
    lowest = np.percentile(np.concatenate(heels), 98)
    assert lowest - 360 == pytest.approx(0.53 * 400, rel=0.06)
    assert float(seen["confidence"].min()) == float(seen["confidence"].max()) == 0.9


def test_both_sides_of_a_mirrored_person_are_mirror_images(made):
    right = film_person(made.tracks, Filming("right"), seed=1)
    mirrored = moved(made.tracks, y=lambda y: -y)
    left = film_person(mirrored, Filming("left"), seed=1)
    one, other = path_of(right, "left_knee"), path_of(left, "left_knee")
    np.testing.assert_allclose(one * [-1, 1] + [1280, 0], other, atol=1e-6)


@pytest.mark.parametrize("rate_hz", [30.0, 120.0])
def test_frames_have_the_rate_and_the_span_that_were_asked_for(made, rate_hz):
    seen = film_person(made.tracks, Filming(rate_hz=rate_hz, span_s=(1.0, 3.0)))
    time_s = seen["time"].to_numpy()
    np.testing.assert_allclose(np.diff(time_s), 1 / rate_hz)
    assert 1.0 <= time_s[0] < 1.0 + 1 / rate_hz
    assert time_s[-1] < 3.0


def test_somebody_who_passes_is_seen_only_while_in_the_picture(crossing):
    seen = film_person(crossing.tracks, Filming())
    assert 1.0 < np.ptp(seen["time"].to_numpy()) < 2.5
    ankle = path_of(seen, "left_ankle")
    assert ((ankle[:, 0] > 0) & (ankle[:, 0] < 1280)).all()


def test_over_ground_a_standing_foot_rests_and_the_time_of_passing_is_kept(made):
    moved_on = moved_along(made.tracks, 3.0, passes_at_s=2.0)
    contacts = times_s(made.events, "left", "initial_contact")
    time_s = made.tracks["time"].to_numpy()
    flat = np.searchsorted(time_s, contacts[2] + 0.06) + np.arange(8)
    toe, same = (
        path_of(one, "left_foot_index")[flat, 0] for one in (moved_on, made.tracks)
    )
    assert np.ptp(toe) < 0.02 < 0.1 < np.ptp(same)
    middle = int(np.argmin(np.abs(time_s - 2.0)))
    for name in ("left_hip", "right_heel"):
        np.testing.assert_allclose(
            path_of(moved_on, name)[middle],
            path_of(made.tracks, name)[middle],
            atol=0.02,
        )
    assert moved_on["position"].attrs["space_unit"] == "m"


def test_somebody_too_large_for_the_picture_is_refused(made):
    with pytest.raises(NotEnoughDataError, match="never in the picture"):
        film_person(made.tracks, Filming(body_px=1e6))


def test_an_unseen_stretch_stays_unseen(made):
    position = made.tracks["position"].copy(deep=True)
    hidden = (position["time"] > 1.0) & (position["time"] < 1.2)
    gap = made.tracks.assign(
        position=position.where(~(hidden & (position["keypoint"] == "left_heel")))
    )
    seen = film_person(gap, Filming())
    heel, time_s = path_of(seen, "left_heel"), seen["time"].to_numpy()
    lost = np.isnan(heel).any(axis=1)
    assert lost[(time_s > 1.02) & (time_s < 1.18)].all()
    assert not lost[(time_s < 0.97) | (time_s > 1.23)].any()
    assert np.isfinite(path_of(seen, "left_ankle")).all()


@pytest.mark.parametrize("who", ["made", "crossing"])
def test_the_phase_is_whole_when_the_left_foot_is_about_to_land(who, request):
    one = request.getfixturevalue(who)
    phase = stride_count(one.tracks)
    for side, share in (("left", 0.0), ("right", 0.5)):
        landed = times_s(one.events, side, "initial_contact")
        turn = (phase(landed) - share + 0.5) % 1 - 0.5
        assert (np.abs(turn - np.median(turn)) < 0.01).all()
        assert 0.0 < np.median(turn) < 0.09
    time_s = np.linspace(-0.5, 4.5, 200)
    assert (np.diff(phase(time_s)) > 0).all()


@pytest.mark.parametrize("first_s", [0.0, 0.25, 0.5, 0.75])
def test_every_stride_counts_one_whichever_foot_is_first(made, first_s):
    later = made.tracks.sel(time=slice(first_s, None))
    phase = stride_count(later)
    for side in ("left", "right"):
        landed = times_s(made.events, side, "initial_contact")
        counts = phase(landed[landed > first_s + 0.1])
        np.testing.assert_allclose(np.diff(counts), 1.0, atol=0.02)


def test_shoulders_stand_over_the_hips_left_and_right(made):
    legs = [f"{side}_{part}" for side in ("left", "right") for part in LEG]
    bare = made.tracks.sel(keypoint=legs)
    whole = add_shoulders(bare)
    apart = path_of(whole, "left_shoulder") - path_of(whole, "right_shoulder")
    np.testing.assert_allclose(apart, np.tile([0, 0.36, 0], (len(apart), 1)), atol=1e-9)
    rise = path_of(whole, "left_shoulder")[:, 2] - path_of(whole, "left_hip")[:, 2]
    assert ((rise > 0.3) & (rise < 0.7)).all()
    assert add_shoulders(made.tracks) is made.tracks


def test_a_swing_that_was_missed_costs_no_count(made):
    position = made.tracks["position"].copy(deep=True)
    time = position["time"]
    landed = times_s(made.events, "left", "initial_contact")[2]
    hidden = (time > landed - 0.2) & (time < landed + 0.2)
    gap = made.tracks.assign(
        position=position.where(~(hidden & (position["keypoint"] == "left_heel")))
    )
    whole, missed = stride_count(made.tracks), stride_count(gap)
    at_s = times_s(made.events, "left", "initial_contact")[[1, 2, 4]]
    np.testing.assert_allclose(np.diff(missed(at_s)), np.diff(whole(at_s)), atol=0.03)


def test_somebody_whose_heels_never_swing_has_no_phase(made):
    still = moved(made.tracks, x=lambda x: 0.0 * x)
    with pytest.raises(NotEnoughDataError, match="Too few swings"):
        stride_count(still)


def test_heading_turns_with_the_person():
    time_s = np.arange(0, 4, 0.01)
    angle = np.clip(time_s - 1.5, 0, 1) * np.pi / 2
    hips = np.cumsum(
        np.column_stack([np.cos(angle), np.sin(angle), 0 * angle]) * 0.013, axis=0
    )
    ahead = heading(time_s, hips)
    np.testing.assert_allclose(ahead[50], [1, 0], atol=1e-6)
    np.testing.assert_allclose(ahead[-60], [0, 1], atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(ahead, axis=1), 1.0)
    on_belt = np.column_stack([0.02 * np.sin(9 * time_s), 0 * time_s, 0 * time_s])
    np.testing.assert_allclose(heading(time_s, on_belt), np.tile([1, 0], (400, 1)))


def test_network_errors_repeat_with_the_stride(made):
    still = {
        key: tuple(type(axis)(axis.fourier_px, 0.0, 0.0) for axis in pair)
        for key, pair in draw_network_error(5).items()
    }
    filming = Filming(noise=Noise(network=still))
    exact = film_person(made.tracks, Filming(), seed=3)
    seen = film_person(made.tracks, filming, seed=3)
    error = path_of(seen, "right_ankle") - path_of(exact, "right_ankle")
    phase = stride_count(made.tracks)(seen["time"].to_numpy()) - 0.5
    forward, down = still["near", "ankle"]
    expected = np.column_stack([forward.bias_px(phase), down.bias_px(phase)])
    np.testing.assert_allclose(error, expected, rtol=0.06, atol=0.1)


def test_a_filmed_person_runs_as_the_plates_say(reference_data):
    folder = reference_data / "runners-on-plates"
    if not folder.is_dir():
        pytest.skip("the people over force plates are not among the recordings")
    trial = read_plate_trial(folder / "rbds001_3.5.npz")
    seen = film_person(trial.world, Filming("left", span_s=(5.0, 15.0)))
    assert seen.sizes["time"] == pytest.approx(600, abs=1)
    phase = stride_count(trial.world)
    landed = times_s(trial.events(), "left", "initial_contact")
    turn = (phase(landed) + 0.5) % 1 - 0.5
    lead_s = np.median(turn) * np.median(np.diff(landed))
    assert lead_s == pytest.approx(0.026, abs=0.02)
