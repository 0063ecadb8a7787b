import re
from importlib import resources

import numpy as np
import pytest

from midstance.metrics.base import EVENT_RATE_HZ
from midstance.schema.tracks import DIMS
from midstance.web.live.gait import KEPT_S, LiveGait


@pytest.fixture(scope="module")
def runner(film):
    tracks = film(rate_hz=30.0, noise_px=1.0, duration_s=6.0)
    xy_px = tracks["position"].transpose(*DIMS).to_numpy()[..., 0]
    return tracks, xy_px.transpose(0, 2, 1)


def watched(runner, *, every=1):
    tracks, poses = runner
    gait = LiveGait(tracks.attrs["skeleton"], (1280, 720))
    for time_s, pose in zip(
        tracks["time"].to_numpy()[::every], poses[::every], strict=True
    ):
        gait.add(float(time_s), pose)
    return gait


def test_cadence_and_balance_of_a_runner_are_those_of_an_analysis(runner):
    gait = watched(runner)
    assert gait.cadence.value == pytest.approx(170, abs=4)
    assert gait.balance.value == pytest.approx(50, abs=4)
    assert gait.balance.uncertainty > 0
    assert gait.rate_hz == pytest.approx(30, abs=0.1)


def test_few_images_give_a_cadence_and_no_balance(runner):
    gait = watched(runner, every=3)
    assert gait.cadence.value == pytest.approx(170, abs=4)
    assert gait.balance is None


def test_a_busy_machine_does_not_make_the_balance_come_and_go(film):
    tracks = film(rate_hz=60.0, noise_px=1.0, duration_s=24.0)
    poses = tracks["position"].transpose(*DIMS).to_numpy()[..., 0].transpose(0, 2, 1)
    times_s = tracks["time"].to_numpy()
    # 30 images a second, of which for five seconds in ten only 15 are looked at.
    rows = [k for k in range(0, len(times_s), 2) if k % 600 < 300 or k % 4 == 0]
    gait = LiveGait(tracks.attrs["skeleton"], (1280, 720))
    known, known_at_s = [], []
    for row in rows:
        gait.add(float(times_s[row]), poses[row])
        known.append(gait.balance is not None)
        known_at_s.append(times_s[row])
    first = known_at_s[known.index(True)]
    assert first < 5.0
    assert all(known[known.index(True) :])


def test_a_balance_that_cannot_be_read_any_more_ends(runner):
    gait = watched(runner)
    _, poses = runner
    seen = []
    for k in range(150):  # 15 images per second, of the same motion
        row = (2 * k) % len(poses)
        gait.add(6.1 + k / 15, poses[row])
        seen.append(gait.balance is not None)
    assert seen[15]  # a second later it is still told
    assert not seen[-1]


def test_the_page_says_how_many_images_contact_times_need():
    script = (resources.files("midstance.web") / "static" / "live.js").read_text()
    (said,) = re.findall(r"ENOUGH_HZ = (\d+);", script)
    assert float(said) == EVENT_RATE_HZ


def test_a_good_clip_is_called_one_and_a_short_one_is_not_judged(runner):
    gait = watched(runner)
    assert gait.judge(0.0).verdict in ("clear", "usable")
    assert gait.judge(5.5) is None


def test_contacts_are_not_judged_by_few_images(runner):
    judged = watched(runner, every=3).judge(0.0)
    assert judged.verdict == "usable"
    assert "only 10 per second" in judged.sentence
    still = watched(
        (runner[0], np.repeat(runner[1][:1], len(runner[1]), axis=0)), every=3
    )
    assert "No steady steps" in still.judge(0.0).sentence
    slow = watched(
        (runner[0], np.repeat(runner[1][:1], len(runner[1]), axis=0)), every=15
    )
    assert slow.judge(0.0).opening == "Not judged"
    gone = watched((runner[0], np.full_like(runner[1], np.nan)), every=3)
    assert gone.judge(0.0).verdict == "weak"


def test_who_leaves_has_no_numbers_any_more(runner):
    gait = watched(runner)
    for k in range(250):
        gait.add(6.1 + k / 30, None)
    assert gait.cadence is None
    assert gait.balance is None


def test_what_is_long_past_is_forgotten(runner):
    gait = watched(runner, every=30)
    gait.add(KEPT_S + 100, None)
    assert len(gait._times_s) == 1
