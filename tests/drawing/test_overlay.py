import numpy as np
import pandas as pd
import pytest

from midstance.drawing.colours import LEFT, RIGHT
from midstance.drawing.overlay import write_overlay
from midstance.schema.events import make_events
from midstance.schema.scene import Floor, Scene
from midstance.schema.skeletons import BLAZEPOSE_33
from midstance.schema.tracks import make_tracks
from midstance.video.reader import open_video
from midstance.video.writer import VideoWriter

WIDTH_PX, HEIGHT_PX, STRIP_PX = 540, 720, 54
TIMES_S = np.array([0.0, 0.05, 0.1, 0.13, 0.2, 0.25, 0.3, 0.4])
NAMES = BLAZEPOSE_33.keypoints
GREY = 110
FEET = {"left": (200.0, 600.0), "right": (330.0, 560.0)}


@pytest.fixture
def video(tmp_path):
    path = tmp_path / "a.mp4"
    with VideoWriter(path, WIDTH_PX, HEIGHT_PX, 20.0) as writer:
        for time_s in TIMES_S:
            writer.write(np.full((HEIGHT_PX, WIDTH_PX, 3), GREY, np.uint8), time_s)
    return path


def tracks_of(individuals=("anna",), seen=None):
    position = np.full((TIMES_S.size, 2, len(NAMES), len(individuals)), np.nan)
    places = {"hip": -300, "knee": -150, "ankle": -20, "heel": 0, "foot_index": 0}
    for side, (x_px, y_px) in FEET.items():
        for part, dy_px in places.items():
            at = (x_px - 20 * (part == "foot_index"), y_px + dy_px)
            position[:, :, NAMES.index(f"{side}_{part}")] = np.array(at)[None, :, None]
    if seen is not None:
        position[~seen] = np.nan
    confidence = np.ones((TIMES_S.size, len(NAMES), len(individuals)))
    return make_tracks(
        position, confidence, TIMES_S, keypoints=NAMES, individuals=individuals
    )


EVENTS = make_events(
    [
        ("anna", "left", "initial_contact", 0.09, 0.01, "truth"),
        ("anna", "left", "toe_off", 0.29, 0.01, "truth"),
        ("anna", "left", "initial_contact", 0.39, 0.01, "truth"),
    ]
)
SCENES = {"anna": Scene(view="left", direction=-1, floor=Floor(0.0, 605.0))}


def overlay(video, tracks=None, events=EVENTS, **kwargs):
    out = video.with_name("overlay.mp4")
    tracks = tracks_of() if tracks is None else tracks
    with open_video(video, **kwargs) as frames:
        write_overlay(frames, out, tracks, events, SCENES)
    return list(open_video(out))


def count(image, colour):
    return int((np.abs(image.astype(int) - colour).max(axis=-1) < 30).sum())


def changed(image):
    return float((np.abs(image.astype(int) - GREY).max(axis=-1) > 30).mean())


def test_every_frame_keeps_its_time(video):
    frames = overlay(video)
    np.testing.assert_allclose([frame.time_s for frame in frames], TIMES_S, atol=1e-4)


def test_a_part_starts_at_zero(video):
    frames = overlay(video, start_s=0.13, end_s=0.3)
    np.testing.assert_allclose(
        [frame.time_s for frame in frames], [0.0, 0.07, 0.12], atol=1e-4
    )


def test_the_skeleton_is_on_the_picture_and_the_clock_below_it(video):
    frames = overlay(video)
    image = frames[0].image
    assert image.shape == (HEIGHT_PX + STRIP_PX, WIDTH_PX, 3)
    assert count(image[280:600, 180:220], LEFT) > 300
    assert count(image[HEIGHT_PX:, :180], (226, 230, 234)) > 50


def test_a_frame_without_anybody_is_left_as_it_is(video):
    seen = np.ones(TIMES_S.size, bool)
    seen[1] = False
    frames = overlay(video, tracks_of(seen=seen), make_events([]))
    assert changed(frames[0].image[:HEIGHT_PX]) > 0.005
    assert changed(frames[1].image[:HEIGHT_PX]) == 0


def test_a_contact_is_marked_and_fades(video):
    frames = overlay(video)
    below_foot = [frame.image[612:680, 100:300] for frame in frames]
    strength = [changed(part) for part in below_foot]
    assert strength[1] == pytest.approx(strength[0], abs=0.002)
    assert strength[2] > strength[1] + 0.02
    assert strength[5] < strength[2]


def test_a_standing_foot_lies_on_the_floor_line(video):
    frames = overlay(video)
    on_floor = [count(frame.image[602:609, 160:220], LEFT) for frame in frames]
    assert on_floor[4] > on_floor[0] + 100
    assert on_floor[6] < on_floor[4] - 100


def test_the_timeline_runs_through_now(video):
    frames = overlay(video)
    row = slice(HEIGHT_PX, HEIGHT_PX + STRIP_PX // 2)
    places = []
    for frame in (frames[6], frames[7]):
        bright = np.abs(frame.image[row, 190:].astype(int) - LEFT).max(axis=-1) < 40
        places.append(np.nonzero(bright.any(axis=0))[0].mean())
    px_per_s = (WIDTH_PX - 285 * 0.75) / 3
    moved_s = TIMES_S[7] - TIMES_S[6]
    assert places[0] - places[1] == pytest.approx(px_per_s * moved_s, abs=2.0)


def test_several_people_are_named(video):
    one = overlay(video, tracks_of(("anna",)), make_events([]))
    two = overlay(video, tracks_of(("anna", "berta")), make_events([]))
    above_head = (slice(228, 250), slice(200, 330))
    assert changed(two[0].image[above_head]) > changed(one[0].image[above_head]) + 0.02


@pytest.mark.parametrize(
    ("size_px", "drawn_px"),
    [
        ((1920, 1080), (1280, 720)),
        ((1080, 1920), (720, 1280)),
        ((240, 320), (480, 640)),
    ],
)
def test_the_overlay_has_a_handy_size(tmp_path, size_px, drawn_px):
    path = tmp_path / "a.mp4"
    with VideoWriter(path, *size_px, 20.0) as writer:
        writer.write(np.zeros((size_px[1], size_px[0], 3), np.uint8))
    frames = overlay(path, tracks_of().isel(time=slice(0, 2)))
    height_px, width_px, _ = frames[0].image.shape
    assert width_px == drawn_px[0]
    assert 1.05 * drawn_px[1] < height_px < 1.15 * drawn_px[1]


def test_progress_is_told(video):
    told = []
    with open_video(video) as frames:
        write_overlay(
            frames,
            video.with_name("overlay.mp4"),
            tracks_of(),
            EVENTS,
            SCENES,
            progress=lambda *what: told.append(what),
        )
    assert told[-1][:2] == ("Drawing", TIMES_S.size)


def test_events_of_nobody_in_the_tracks_are_passed_over(video):
    strangers = EVENTS.assign(individual="zoe")
    frames = overlay(video, events=pd.concat([strangers]))
    assert count(frames[2].image[HEIGHT_PX:], RIGHT) == 0
