import cv2
import numpy as np
import pytest

from midstance.kernels.images.camera_motion import (
    CameraMotion,
    camera_path,
    is_moving,
    moved,
)

WIDTH, HEIGHT = 480, 300
N = 12


@pytest.fixture(scope="module")
def wall():
    """A large wall with blobs of all sizes."""
    rng = np.random.default_rng(0)
    fine = rng.integers(0, 255, (900, 1400)).astype(np.float32)
    mixed = sum(cv2.GaussianBlur(fine, (0, 0), sd) * sd for sd in (2, 6, 15))
    return cv2.normalize(mixed, None, 0, 255, cv2.NORM_MINMAX).astype(np.uint8)


def to_wall(k, pan_px=0.0, zoom=0.0, roll_deg=0.0):
    """Where the pixels of picture `k` lie on the wall."""
    size = 1 / (1 + zoom * k)
    turn = np.radians(roll_deg * k)
    cos, sin = size * np.cos(turn), size * np.sin(turn)
    matrix = np.array([[cos, -sin, 0.0], [sin, cos, 0.0], [0.0, 0.0, 1.0]])
    centre = np.array([WIDTH / 2, HEIGHT / 2])
    matrix[:2, 2] = [500 + pan_px * k, 450] - matrix[:2, :2] @ centre
    return matrix


def shoot(wall, noise=0.0, **motion):
    rng = np.random.default_rng(1)
    for k in range(N):
        grey = cv2.warpAffine(
            wall,
            to_wall(k, **motion)[:2],
            (WIDTH, HEIGHT),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        )
        grey = np.clip(grey + noise * rng.normal(size=grey.shape), 0, 255)
        yield np.repeat(grey.astype(np.uint8)[..., None], 3, axis=2)


def true_path(**motion):
    first = np.linalg.inv(to_wall(0, **motion))
    return np.stack([first @ to_wall(k, **motion) for k in range(N)])


def steps_of(pictures, boxes=None, **settings):
    camera = CameraMotion(**settings)
    boxes = [np.empty((0, 4))] * N if boxes is None else boxes
    looks = [
        camera.look(k / 30, picture, own)
        for k, (picture, own) in enumerate(zip(pictures, boxes, strict=False))
    ]
    return np.array(looks).reshape(-1, 3, 3)


def path_of(pictures, boxes=None, size=(WIDTH, HEIGHT)):
    return camera_path(steps_of(pictures, boxes), *size)


def corner_error_px(path, truth):
    corners = np.array([[0.0, 0], [WIDTH, 0], [0, HEIGHT], [WIDTH, HEIGHT]])
    corners = np.broadcast_to(corners, (len(path), 4, 2))
    return np.linalg.norm(moved(corners, path) - moved(corners, truth), axis=2).max()


@pytest.mark.parametrize(
    "motion",
    [{"pan_px": 9.0}, {"zoom": 0.015}, {"pan_px": -4.0, "zoom": 0.01, "roll_deg": 0.5}],
    ids=["panned", "zoomed", "held by hand"],
)
def test_the_path_is_known_within_a_pixel(wall, motion):
    path = path_of(shoot(wall, noise=3.0, **motion))
    assert corner_error_px(path, true_path(**motion)) < 1.5


def test_a_still_camera_is_exactly_still(wall):
    path = path_of(shoot(wall, noise=8.0))
    assert np.array_equal(path, np.broadcast_to(np.eye(3), path.shape))


def test_a_runner_who_fills_half_the_picture_is_left_out(wall):
    boxes = [np.array([[20.0 + 18 * k, 30, 240 + 18 * k, 290]]) for k in range(N)]
    pictures = list(shoot(wall, pan_px=6.0))
    coat = np.ascontiguousarray(wall[:260, :220, None].repeat(3, axis=2))
    for picture, box in zip(pictures, boxes, strict=True):
        left, top = box[0, :2].astype(int)
        width = min(220, WIDTH - left)
        picture[top : top + 260, left : left + width] = coat[:, :width]
    path = path_of(pictures, boxes)
    assert corner_error_px(path, true_path(pan_px=6.0)) < 1.5


def test_a_large_picture_gives_the_path_in_its_own_pixels(wall):
    pictures = [cv2.resize(p, (960, 600)) for p in shoot(wall, pan_px=9.0)]
    path = path_of(pictures, size=(960, 600))
    assert path[-1, 0, 2] == pytest.approx(2 * 9.0 * (N - 1), abs=3.0)


def test_after_a_cut_nothing_is_known(wall):
    pictures = list(shoot(wall, pan_px=5.0))
    pictures[6:] = [np.full_like(p, 40) for p in pictures[6:]]
    path = path_of(pictures)
    assert np.isfinite(path[:6]).all()
    assert np.isnan(path[6:, :2]).all()


@pytest.mark.parametrize("is_upright", [False, True])
def test_a_look_in_between_sees_the_same_motion_as_one_at_every_picture(
    wall, is_upright
):
    pictures = [cv2.resize(p, (960, 600)) for p in shoot(wall, noise=3.0, pan_px=4.0)]
    if is_upright:
        pictures = [cv2.rotate(p, cv2.ROTATE_90_CLOCKWISE) for p in pictures]
    every, some = steps_of(pictures), steps_of(pictures, pause_s=0.1)
    looked = np.isfinite(some).all(axis=(1, 2))
    corners = np.broadcast_to([[0.0, 0.0], [600.0, 600.0]], (looked.sum(), 2, 2))
    apart_px = moved(corners, every[looked]) - moved(corners, some[looked])
    assert np.hypot(*apart_px.T).max() < 0.5


def test_no_picture_no_path():
    assert path_of([]).shape == (0, 3, 3)
    assert not is_moving(np.empty((0, 3, 3)), np.empty(0), WIDTH, HEIGHT)


@pytest.mark.parametrize(
    ("motion", "expected"),
    [({"pan_px": 2.0}, True), ({"zoom": 0.01}, True), ({}, False)],
    ids=["panned", "zoomed", "still"],
)
def test_a_few_looks_tell_whether_the_camera_moves(wall, motion, expected):
    steps = steps_of(shoot(wall, noise=5.0, **motion), pause_s=0.1)
    looked = np.flatnonzero(np.isfinite(steps).all(axis=(1, 2)))
    assert looked.tolist() == [1, 5, 10]  # each pause is a little longer
    assert is_moving(steps, np.arange(N) / 30, WIDTH, HEIGHT) is expected
