from importlib import resources

import numpy as np
import pytest

from midstance.errors import WeightsError
from midstance.pose.images.crops import Square
from midstance.pose.people.blazepose_detector import INPUT_PX, anchors
from midstance.pose.people.heads import decode, head_finder
from midstance.schema.tracks import load_tracks
from midstance.video.reader import open_video

EXAMPLES = resources.files("midstance") / "examples"
N_BOXES = 2254


def one_box(score=5.0):
    """A box 40 px wide in the middle of the input, its body upright below it."""
    number = int(np.argmin(np.abs(anchors() - 0.5).sum(axis=1)))
    middle = 0.5 - anchors()[number]
    values = np.zeros((N_BOXES, 12), np.float32)
    values[number, :2] = INPUT_PX * middle
    values[number, 2:4] = 40.0
    values[number, 4:6] = INPUT_PX * middle + (0.0, 60.0)
    logits = np.full(N_BOXES, -9.0, np.float32)
    logits[number] = score
    return values, logits


def test_a_head_lies_in_the_upper_part_of_its_box():
    frame = Square(INPUT_PX, INPUT_PX, 2 * INPUT_PX)
    found = decode(*one_box(), frame)
    # Twice as large in the image: the box is 80 px wide around (224, 224).
    assert found == pytest.approx(
        np.array([[224.0, 224 - 0.12 * 80, 0.3 * 80]]), rel=1e-3
    )


def test_what_is_unlikely_is_no_head():
    frame = Square(INPUT_PX / 2, INPUT_PX / 2, INPUT_PX)
    assert decode(*one_box(-2.0), frame).shape == (0, 3)


def test_the_head_of_the_rendered_runner_is_inside():
    tracks = load_tracks(EXAMPLES / "demo.tracks.nc").isel(individual=0)
    try:
        find = head_finder()
        with open_video(EXAMPLES / "demo.mp4", end_s=0.1) as frames:
            for number, frame in enumerate(frames):
                nose, ear = (
                    tracks["position"].sel(keypoint=name).isel(time=number).to_numpy()
                    for name in ("nose", "left_ear")
                )
                apart = find(frame.image)
                assert any(
                    max(np.hypot(*(at - (x, y))) for at in (nose, ear)) < radius
                    for x, y, radius in apart
                )
    except WeightsError:
        pytest.skip("the weights of BlazePose are not here")
