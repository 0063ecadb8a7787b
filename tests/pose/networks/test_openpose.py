import cv2
import numpy as np
import pytest

from midstance.errors import WeightsError
from midstance.pose.networks.openpose import (
    PREPARATIONS,
    OpenPose,
    Preparation,
    decode_one,
    find_layout,
    prepare,
)
from midstance.pose.networks.openpose_layouts import BODY_25, MPI_15
from midstance.schema.skeletons import get_skeleton

FRAME = np.zeros((368, 656, 3), np.uint8)
SHAPE = (46, 82)

# A person with the 15 points of MPI, in cells; its feet are at the bottom.
MPI_PERSON = np.array(
    [
        *((0, 0), (0, 4)),
        *((-3, 5), (-4, 10), (-5, 14), (3, 5), (4, 10), (5, 14)),
        *((-2, 16), (-2, 23), (-2, 30), (2, 16), (2, 23), (2, 30)),
        (0, 10),
    ]
) + np.array([0.3, 0.2])


@pytest.fixture
def drawn(draw_people):
    """Draw all maps of an OpenPose network, shape (1, n_maps, height, width)."""

    def draw(people, layout):
        n = layout.n_keypoints
        maps = np.zeros((layout.n_maps, *SHAPE))
        maps[:n], fields = draw_people(people, layout.limbs)
        maps[n + 1 :].reshape(-1, 2, *SHAPE)[list(layout.fields)] = fields
        return maps[None]

    return draw


@pytest.fixture
def mpi_network(constant_network, drawn):
    people = np.stack([np.add(MPI_PERSON, (20, 5)), np.add(MPI_PERSON, (55, 8))])
    return constant_network({"maps": drawn(people, MPI_15)}), people


def test_everybody_is_found_in_pixels_of_the_picture(mpi_network):
    path, people = mpi_network
    with OpenPose(weights=path).session() as estimate:
        found = estimate(FRAME)
        larger = estimate(np.zeros((736, 1312, 3), np.uint8))
    order = np.argsort(found.xy_px[:, 0, 0])
    assert found.xy_px[order] == pytest.approx(people * 8, abs=0.02)
    assert larger.xy_px[order] == pytest.approx(people * 16, abs=0.04)
    assert found.confidence.min() > 0.7


def test_at_most_so_many_people(mpi_network):
    with OpenPose(weights=mpi_network[0], max_people=1).session() as estimate:
        assert estimate(FRAME).n_people == 1


def test_one_person_is_the_highest_point_of_each_map(constant_network, drawn):
    maps = drawn(np.stack([np.add(MPI_PERSON, (20, 5))]), MPI_15)
    maps[0, 16:] = 0  # no fields
    path = constant_network({"maps": maps})
    with OpenPose(weights=path, people="one").session() as estimate:
        found = estimate(FRAME)
    assert found.xy_px[0] == pytest.approx((np.add(MPI_PERSON, (20, 5))) * 8, abs=0.02)
    with OpenPose(weights=path, people="many").session() as estimate:
        assert estimate(FRAME).n_people == 0


@pytest.mark.parametrize("people", ["one", "many"])
def test_nobody_found_is_nobody(constant_network, people):
    path = constant_network({"maps": np.zeros((1, BODY_25.n_maps, *SHAPE))})
    backend = OpenPose(weights=path, people=people)
    with backend.session() as estimate:
        found = estimate(FRAME)
    assert found.xy_px.shape == (0, 25, 2)
    assert backend.skeleton == "body-25"


def test_a_keypoint_below_the_threshold_is_nan():
    maps = np.zeros((3, 4, 5))
    maps[:2, 1, 2] = 0.9, 0.05
    xy, confidence = decode_one(maps, 0.1, 1)
    assert xy[0, 0].tolist() == [2.5, 1.5]
    assert np.isnan(xy[0, 1:]).all()
    assert confidence.tolist() == [[0.9, 0, 0]]
    assert len(decode_one(maps, 0.1, 2)[0]) == 0


def test_the_skeleton_is_that_of_the_weights(mpi_network):
    assert OpenPose(weights=mpi_network[0]).skeleton == "mpi-15"
    assert OpenPose().skeleton == "body-25"


def test_a_bright_spot_is_found_where_it_is_by_a_caffe_network(tmp_path, caffe_network):
    weights = caffe_network(MPI_15.n_maps, (0.5, 0.3, 0.2))
    y, x = np.mgrid[:720, :1280] + 0.5
    spot = 255 * np.exp(-((x - 530) ** 2 + (y - 301) ** 2) / (2 * 50**2))
    picture = np.repeat(spot[..., None], 3, axis=2).astype(np.uint8)
    backend = OpenPose(weights=weights, people="one", min_keypoints=1)
    with backend.session() as estimate:
        found = estimate(picture)
        mirrored = estimate(np.ascontiguousarray(picture[:, ::-1]))
    assert backend.skeleton == "mpi-15"
    assert found.xy_px[0, 0] == pytest.approx((530, 301), abs=1)
    assert mirrored.xy_px[0, 0, 0] == pytest.approx(
        1280 - found.xy_px[0, 0, 0], abs=0.1
    )
    assert np.isnan(found.xy_px[0, 1:]).all()


def test_colours_come_in_the_order_and_range_of_each_format():
    picture = np.zeros((32, 32, 3), np.uint8)
    picture[..., 0] = 255
    caffe = prepare(picture, 32, PREPARATIONS[".caffemodel"])[0, :, 0, 0]
    assert caffe == pytest.approx([-0.5, -0.5, 127 / 256])
    tensorflow = prepare(picture, 32, PREPARATIONS[".pb"])[0, :, 0, 0]
    assert tensorflow == pytest.approx([127.5, -127.5, -127.5])


def test_sides_are_multiples_of_the_stride():
    as_it_is = Preparation(0, 1, is_rgb=True)
    picture = np.zeros((720, 1280, 3), np.uint8)
    assert prepare(picture, 368, as_it_is).shape == (1, 3, 368, 656)
    assert prepare(picture.transpose(1, 0, 2), 368, as_it_is).shape == (1, 3, 368, 208)


def test_without_weights_it_says_how_to_get_them(tmp_path, monkeypatch):
    monkeypatch.setenv("MIDSTANCE_WEIGHTS", str(tmp_path))
    with (
        pytest.raises(WeightsError, match=r"no weights yet; get pose_iter_584000"),
        OpenPose().session(),
    ):
        pass


def test_another_network_is_refused(constant_network):
    path = constant_network({"maps": np.zeros((1, 17, 64, 48))})
    with pytest.raises(WeightsError, match=r"\(1, 17, 64, 48\).*'body-25': 78"):
        find_layout(path)


def test_a_caffe_network_is_recognised_with_its_description(tmp_path, caffe_network):
    path = caffe_network(BODY_25.n_maps, (1, 0, 0))
    found = OpenPose.recognise(path)
    assert (found.role, found.what) == ("network", "body-25")
    assert found.files == {
        "network.caffemodel": path,
        "network.prototxt": tmp_path / "net.prototxt",
    }


def test_its_cores_are_given_back(mpi_network):
    before = cv2.getNumThreads()
    with OpenPose(weights=mpi_network[0], n_threads=1).session():
        assert cv2.getNumThreads() == 1
    assert cv2.getNumThreads() == before


def test_every_layout_has_a_known_skeleton():
    assert len(get_skeleton(OpenPose().skeleton).keypoints) == BODY_25.n_keypoints
