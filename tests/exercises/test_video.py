import numpy as np
import pandas as pd
import pytest

from midstance.exercises.video import make_panels, write_exercise_video
from midstance.schema.skeletons import BLAZEPOSE_33
from midstance.schema.tracks import make_tracks
from midstance.video.reader import open_video
from midstance.video.writer import VideoWriter

N = 12


def tracks():
    rng = np.random.default_rng(0)
    xy = rng.uniform([60, 40], [260, 200], (N, 33, 2))
    return make_tracks(
        xy.transpose(0, 2, 1)[..., None],
        np.ones((N, 33, 1)),
        np.arange(N) / 10,
        keypoints=BLAZEPOSE_33.keypoints,
        attrs={"skeleton": "blazepose-33"},
    )


def repetitions():
    return pd.DataFrame(
        {
            "individual": ["person-1"],
            "exercise": ["squats"],
            "start_s": [0.2],
            "bottom_s": [0.4],
            "end_s": [0.7],
            "joint": ["knee"],
            "depth_deg": [90.0],
        }
    )


def probabilities():
    down = np.linspace(0, 1, N)
    names = {"individual": "person-1", "time_s": np.arange(N) / 10}
    return pd.DataFrame({**names, "squats_down": down, "squats_up": 1 - down})


def test_panels_plot_the_class_that_counts():
    (panel,) = make_panels(tracks(), probabilities(), repetitions())
    assert [name for name, _ in panel.curves] == ["squats down"]
    assert panel.shares.shape == (N, 2)


def test_panels_without_classes_plot_the_joint():
    nothing = pd.DataFrame(columns=["individual", "time_s"])
    (panel,) = make_panels(tracks(), nothing, repetitions())
    assert panel.curves[0][0].startswith("knee ")
    assert np.ptp(panel.curves[0][1]) == pytest.approx(1.0)
    (quiet,) = make_panels(tracks(), nothing, repetitions().iloc[:0])
    assert quiet.curves == ()


def test_the_video_counts_when_a_repetition_has_ended(tmp_path):
    with VideoWriter(tmp_path / "in.mp4", 320, 240, 10.0) as writer:
        for _ in range(N):
            writer.write(np.full((240, 320, 3), 90, np.uint8))
    panels = make_panels(tracks(), probabilities(), repetitions())
    calls = []
    with open_video(tmp_path / "in.mp4") as frames:
        write_exercise_video(
            frames,
            tmp_path / "out.mp4",
            tracks(),
            panels,
            progress=lambda *call: calls.append(call),
        )
    with open_video(tmp_path / "out.mp4") as frames:
        images = [frame.image for frame in frames]
    assert len(images) == N
    assert calls[-1][:2] == ("Drawing", N)
    height, width, _ = images[0].shape
    assert width == 640
    assert height > 480
    counter = [image[490:550, 10:60].astype(int) for image in images]
    before = np.abs(counter[3] - counter[5]).mean()
    after = np.abs(counter[5] - counter[8]).mean()
    assert after > 5 * before + 1
