import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from midstance.errors import NotEnoughDataError
from midstance.lifting.network_input import MIRRORED_MOVEMENT, make_network_input
from midstance.schema.skeletons import RUNNING_18

NAMES = RUNNING_18.keypoints


def body(n_times=40):
    """Points (m) of a body that moves a little, about the origin."""
    rng = np.random.default_rng(0)
    still = rng.uniform(-0.5, 0.5, (1, 18, 3))
    wave = np.sin(np.arange(n_times) / 5)[:, None, None]
    return still + 0.05 * wave * rng.standard_normal((1, 18, 3))


def rays_of(points, place):
    seen = points + place
    return seen[..., :2] / seen[..., 2:]


def see(rays):
    return make_network_input(rays, np.ones(rays.shape[:2]))


def xy(view):
    return view.features.reshape(-1, 18, 3)[..., :2]


def test_somebody_at_the_edge_of_the_picture_is_seen_as_in_its_middle():
    points = body()
    straight = see(rays_of(points, [0.0, 0.0, 5.0]))
    turn = Rotation.from_euler("y", 35, degrees=True).as_matrix()
    aside = see(rays_of(points @ turn.T, turn @ [0.0, 0.0, 5.0]))
    assert xy(aside) == pytest.approx(xy(straight), abs=0.05)


def test_size_in_the_picture_does_not_matter():
    rays = rays_of(body(), [0.0, 0.0, 50.0])
    assert xy(see(0.3 * rays)) == pytest.approx(xy(see(rays)), abs=1e-3)


def test_the_person_is_centred_and_of_size_one():
    view = xy(see(rays_of(body(), [1.0, -0.5, 4.0])))
    trunk = [i for i, n in enumerate(NAMES) if n.endswith(("shoulder", "hip"))]
    assert np.abs(view[:, trunk].mean(axis=1)).max() < 0.1
    assert np.sqrt((view**2).sum(-1).mean()) == pytest.approx(1.0, abs=0.05)


def test_rotation_leads_from_the_camera_to_the_line_of_sight():
    view = see(rays_of(body(3), [3.0, 0, 4.0]))
    assert view.rotation[1] @ view.rotation[1].T == pytest.approx(np.eye(3))
    assert np.linalg.det(view.rotation[1]) == pytest.approx(1.0)
    ahead = view.rotation[1][2]
    assert ahead == pytest.approx([0.6, 0.0, 0.8], abs=0.05)


def test_what_is_not_seen_is_zero_with_no_confidence():
    rays = rays_of(body(), [0.0, 0.0, 5.0])
    rays[:, NAMES.index("left_heel")] = np.nan
    assert (
        see(rays).features.reshape(-1, 18, 3)[:, NAMES.index("left_heel")] == 0
    ).all()


def test_nobody_is_an_error():
    with pytest.raises(NotEnoughDataError, match="a shoulder or a hip"):
        see(np.full((5, 18, 2), np.nan))


def test_movement_is_how_the_person_moves_before_the_camera():
    still = body(100)
    along = np.linspace(-1.0, 1.0, 100)[:, None]
    cases = {0: [1.0, 0.0, 0.0], 2: [0.0, 0.0, -1.0]}
    for axis, way in cases.items():
        place = np.array([0.0, 0.0, 5.0]) + along * way
        moved = see(rays_of(still, place[:, None])).movement[30:70, :3].mean(axis=0)
        rest = see(rays_of(still, np.array([0.0, 0.0, 5.0]))).movement[30:70, :3]
        change = moved - rest.mean(axis=0)
        assert np.abs(change).argmax() == axis
        assert np.sign(change[axis]) == np.sign(sum(way))


def test_the_mirror_image_moves_the_other_way():
    place = np.array([0.0, 0.0, 5.0]) + np.linspace(-1, 1, 40)[:, None] * [1.0, 0, 0.3]
    rays = rays_of(body(), place[:, None])
    own, other = see(rays).movement, see(rays * [-1.0, 1.0]).movement
    assert other == pytest.approx(own * MIRRORED_MOVEMENT, abs=1e-5)


def test_twice_as_far_away_is_said():
    near, far = (
        see(rays_of(body(), [0.0, 0.0, z])).movement[20, 3] for z in (20.0, 40.0)
    )
    assert far - near == pytest.approx(np.log(2), abs=0.02)
