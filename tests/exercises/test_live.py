import numpy as np
import pytest

from midstance.exercises.live import LiveCounter, Summary, count_live
from midstance.exercises.recognize import RecognitionSettings, Recognizer, recognize
from midstance.formats.datasets.pose_samples import PoseSamples
from midstance.schema.poses import FramePoses, nobody
from midstance.schema.skeletons import BLAZEPOSE_33
from midstance.schema.tracks import make_tracks
from midstance.synth.motion.body.anthropometry import make_body
from midstance.synth.motion.body.landmarks import landmarks
from midstance.synth.sets.exercises import exercise_pose
from midstance.video.live import Snapshot

BODY = make_body(1.75)


def from_the_side(phase):
    """Return the landmarks (px) of somebody who squats."""
    points = landmarks(exercise_pose("squat", BODY, phase), BODY.scale)[0]
    return np.column_stack([300 + 200 * points[:, 0], 500 - 200 * points[:, 2]])


UP, DOWN = from_the_side(0.0), from_the_side(0.5)
IMAGE = np.zeros((8, 8, 3), np.uint8)


def poses(n_reps, *, rate_hz=15.0, period_s=1.5, rest_s=1.0):
    """Return times and poses of somebody who repeats, resting before and after."""
    time_s = np.arange(int((n_reps * period_s + 2 * rest_s) * rate_hz)) / rate_hz
    phase = np.clip((time_s - rest_s) / period_s, 0, n_reps)
    share = ((1 - np.cos(2 * np.pi * phase)) / 2)[:, None, None]
    noise = np.random.default_rng(2).normal(0, 1, (len(time_s), 33, 2))
    return time_s, (1 - share) * UP + share * DOWN + noise


def samples():
    rng = np.random.default_rng(2)
    points = [
        np.column_stack([pose + rng.normal(0, 2, (33, 2)), np.zeros(33)])
        for pose in (UP, DOWN)
        for _ in range(8)
    ]
    names = tuple(f"clip__{k % 2}__{k}.jpg" for k in range(16))
    return PoseSamples(names, ("x_up",) * 8 + ("x_down",) * 8, np.array(points))


SMALL = RecognitionSettings(n_kept=6, n_voting=4)


def found(xy):
    return FramePoses(xy[None].astype(np.float32), np.ones((1, 33), np.float32))


def played(recognizer, time_s, xy, **settings):
    counter = LiveCounter(recognizer, "blazepose-33", **settings)
    seen = []
    for now_s, pose in zip(time_s.tolist(), xy, strict=True):
        counter.add(now_s, found(pose))
        seen.append(sum(counter.counts.values()))
    counter.count()
    return counter, seen


@pytest.mark.parametrize("labelled", [None, samples()], ids=["unaided", "samples"])
def test_a_clip_played_live_gives_the_counts_of_the_clip(labelled):
    time_s, xy = poses(6)
    counter, seen = played(Recognizer(labelled, SMALL), time_s, xy)
    tracks = make_tracks(
        xy.transpose(0, 2, 1)[..., None],
        np.ones((len(xy), 33, 1)),
        time_s,
        keypoints=BLAZEPOSE_33.keypoints,
        attrs={"skeleton": "blazepose-33"},
    )
    recorded = recognize(tracks, labelled, SMALL).counts()
    assert counter.counts == {("x" if labelled else "squats"): 6}
    assert recorded.tolist() == [6]
    assert (np.diff(seen) >= 0).all()


def test_a_repetition_counts_soon_after_its_turn_and_never_before():
    time_s, xy = poses(5, period_s=2.0)
    counter, seen = played(Recognizer(samples(), SMALL), time_s, xy)
    turns_s = 1.0 + 2.0 * (np.arange(5) + 0.5)
    counted_s = [time_s[np.argmax(np.array(seen) >= n)] for n in range(1, 6)]
    lag_s = np.array(counted_s) - turns_s
    assert ((lag_s > 0) & (lag_s < 1.2)).all()
    assert counter.count_lag_s == pytest.approx(lag_s, abs=0.15)


def test_the_count_of_a_long_session_goes_on_while_the_past_is_forgotten():
    time_s, xy = poses(25, rate_hz=6.0)
    counter, _ = played(Recognizer(samples(), SMALL), time_s, xy, kept_s=12.0)
    assert counter.counts == {"x": 25}
    assert len(counter._times_s) < 14 * 6


def test_probabilities_look_back_only():
    time_s, xy = poses(2)
    halfway = len(time_s) // 2
    counter, _ = played(Recognizer(samples(), SMALL), time_s[:halfway], xy[:halfway])
    other, _ = played(
        Recognizer(samples(), SMALL), time_s[:halfway], xy[:halfway].copy()
    )
    assert counter.classes == other.classes
    assert set(counter.classes) == {"x_up", "x_down"}
    assert sum(counter.classes.values()) == pytest.approx(1.0)


def test_nobody_counts_nothing():
    counter = LiveCounter(Recognizer(), "blazepose-33")
    for k in range(40):
        counter.add(k / 10, nobody(33))
    counter.count()
    assert counter.counts == {}


def shots(n, *, n_dropped=1):
    return [Snapshot(k / 10, 100.0 + k / 10, IMAGE, n_dropped) for k in range(n)]


def test_the_lag_is_measured_from_when_a_picture_was_taken():
    now = iter(np.arange(6) / 10 + 100.25)
    counter = LiveCounter(Recognizer(), "blazepose-33")
    summary = count_live(
        shots(6),
        lambda _: nobody(33),
        counter,
        lambda *_: True,
        clock=lambda: float(next(now)),
    )
    assert summary.lag_s == pytest.approx([0.25] * 6)
    assert (summary.n_frames, summary.n_dropped) == (6, 6)
    assert summary.sentence() == (
        "6 pictures, 6 left out; shown 250 ms after they were taken "
        "(250 ms for 95 of 100)."
    )


def test_it_ends_when_the_one_who_shows_says_so_or_by_ctrl_c():
    shown = []

    def show(shot, found, counter):
        shown.append(shot.time_s)
        return len(shown) < 3

    counter = LiveCounter(Recognizer(), "blazepose-33")
    summary = count_live(shots(9), lambda _: nobody(33), counter, show)
    assert summary.n_frames == 3

    def interrupted():
        yield from shots(2)
        raise KeyboardInterrupt

    counter = LiveCounter(Recognizer(), "blazepose-33")
    summary = count_live(interrupted(), lambda _: nobody(33), counter, lambda *_: True)
    assert summary.n_frames == 2


def test_without_a_picture_there_is_no_lag():
    assert Summary().sentence() == "No picture came."
