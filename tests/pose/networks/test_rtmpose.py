import numpy as np
import pytest

from midstance.errors import WeightsError
from midstance.pose.networks.rtmpose import RTMPose, decode, prepare

SIZE_PX = (48, 64)
SPOTS = np.array([(200.0, 80.0), (230.0, 200.0), (190.0, 300.0)])
"""Where the picture is red, green and blue; keypoints 0, 1 and 2 of every three."""


def paint(spots=SPOTS, shape=(360, 480)):
    """Paint a spot of each colour."""
    y, x = np.mgrid[: shape[0], : shape[1]] + 0.5
    colours = [
        np.exp(-((x - place[0]) ** 2 + (y - place[1]) ** 2) / (2 * 12**2))
        for place in spots
    ]
    return (255 * np.stack(colours, axis=-1)).astype(np.uint8)


@pytest.fixture
def spot_network(tmp_path):
    """Write a SimCC network whose keypoints are where the picture is coloured."""
    onnx = pytest.importorskip("onnx")
    from onnx import TensorProto, helper, numpy_helper

    def write(n_keypoints=26, batch="batch", name="net.onnx"):
        width, height = SIZE_PX
        pick = np.zeros((n_keypoints, 3), np.float32)
        pick[np.arange(n_keypoints), np.arange(n_keypoints) % 3] = 0.4
        constants = [numpy_helper.from_array(pick, "pick")]
        nodes = []
        for axis, n_px, row in (("x", width, 2), ("y", height, 3)):
            bins = np.arange(2 * n_px) / 2
            between = np.exp(-((np.arange(n_px)[:, None] - bins) ** 2) / 2) / 2.5
            constants.append(
                numpy_helper.from_array(between.astype(np.float32), f"between_{axis}")
            )
            nodes += [
                helper.make_node(
                    "ReduceMax", ["input"], [axis], axes=[row], keepdims=0
                ),
                helper.make_node("MatMul", ["pick", axis], [f"some_{axis}"]),
                helper.make_node(
                    "MatMul", [f"some_{axis}", f"between_{axis}"], [f"simcc_{axis}"]
                ),
            ]
        graph = helper.make_graph(
            nodes,
            "spots",
            [
                helper.make_tensor_value_info(
                    "input", TensorProto.FLOAT, (batch, 3, height, width)
                )
            ],
            [
                helper.make_tensor_value_info(
                    f"simcc_{axis}", TensorProto.FLOAT, (batch, n_keypoints, 2 * n_px)
                )
                for axis, n_px in (("x", width), ("y", height))
            ],
            constants,
        )
        model = helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8
        )
        onnx.save(model, tmp_path / name)
        return tmp_path / name

    return write


@pytest.fixture
def detector(constant_network):
    """Write a detector that sees somebody around the spots, whatever it is shown."""

    def write(box=(150.0, 60.0, 270.0, 320.0, 0.9), **names):
        boxes = np.array([[box]])
        return constant_network(
            {"dets": boxes}, inputs={"input": (1, 3, 480, 480)}, name="detector.onnx"
        )

    return write


def find(network, detector, *images, **settings):
    backend = RTMPose(weights=network, detector=detector, **settings)
    with backend.session() as estimate:
        return [estimate(image) for image in images]


def test_every_keypoint_is_where_its_colour_is(spot_network, detector):
    (found,) = find(spot_network(), detector(), paint())
    expected = SPOTS[np.arange(26) % 3]
    assert found.n_people == 1
    assert found.xy_px[0] == pytest.approx(expected, abs=0.6)
    assert found.confidence.min() > 0.5


def test_a_moved_picture_moves_the_keypoints(spot_network, detector):
    moved = np.add(SPOTS, (7.3, -4.6))
    first, second = find(spot_network(), detector(), paint(), paint(moved))
    shift = second.xy_px[0] - first.xy_px[0]
    assert shift == pytest.approx(np.tile([7.3, -4.6], (26, 1)), abs=0.6)


def test_a_mirrored_picture_mirrors_the_keypoints(spot_network, detector):
    image = paint()
    flipped = np.ascontiguousarray(image[:, ::-1])
    (there,) = find(spot_network(), detector(), image)
    (back,) = find(spot_network(), detector((210.0, 60.0, 330.0, 320.0, 0.9)), flipped)
    assert 480 - back.xy_px[0, :, 0] == pytest.approx(there.xy_px[0, :, 0], abs=0.3)
    assert back.xy_px[0, :, 1] == pytest.approx(there.xy_px[0, :, 1], abs=0.3)


def test_nobody_found_is_nobody(spot_network, detector):
    black = np.zeros((360, 480, 3), np.uint8)
    box_but_nobody, no_box = (
        find(spot_network(), detector((150.0, 60.0, 270.0, 320.0, score)), image)[0]
        for score, image in ((0.9, black), (0.1, paint()))
    )
    assert box_but_nobody.xy_px.shape == no_box.xy_px.shape == (0, 26, 2)


def test_somebody_who_leaves_is_no_longer_found(spot_network, detector):
    black = np.zeros((360, 480, 3), np.uint8)
    found = find(spot_network(), detector(), paint(), black, paint())
    assert [poses.n_people for poses in found] == [1, 0, 1]


@pytest.mark.parametrize("batch", [1, "batch"])
def test_networks_with_and_without_batches_agree(spot_network, detector, batch):
    from midstance.pose.networks.rtmpose import CropNetwork

    look = CropNetwork(spot_network(batch=batch), n_threads=1)
    boxes = np.array([(150.0, 60.0, 270.0, 320.0), (140.0, 50.0, 280.0, 330.0)])
    xy, _ = look(paint(), boxes)
    assert xy.shape == (2, 26, 2)
    assert xy[0] == pytest.approx(xy[1], abs=0.8)


@pytest.mark.parametrize(
    ("n_keypoints", "skeleton"),
    [(26, "halpe-26"), (17, "coco-17"), (133, "whole-body-133")],
)
def test_the_skeleton_is_that_of_the_weights(spot_network, n_keypoints, skeleton):
    path = spot_network(n_keypoints)
    assert RTMPose(weights=path).skeleton == skeleton
    assert RTMPose.recognise(path).what == skeleton


def test_files_that_leave_their_sizes_free_are_recognised(constant_network):
    simcc = {"simcc_x": np.zeros((1, 26, 384)), "simcc_y": np.zeros((1, 26, 512))}
    boxes = {"dets": np.zeros((1, 0, 5)), "labels": np.zeros((1, 0))}
    for outputs, what in ((simcc, "halpe-26"), (boxes, "yolox")):
        path = constant_network(
            outputs, inputs={"input": ("batch", 3, 256, 192)}, is_free=True, name=what
        )
        assert RTMPose.recognise(path).what == what


def test_a_detector_is_recognised(detector):
    found = RTMPose.recognise(detector())
    assert (found.role, found.what) == ("detector", "yolox")
    assert list(found.files) == ["detector-yolox.onnx"]


@pytest.mark.parametrize("n_keypoints", [5, 21])
def test_another_number_of_keypoints_is_refused(spot_network, n_keypoints):
    with pytest.raises(WeightsError, match=r"with \[17, 26, 133\] keypoints"):
        RTMPose.skeleton_of(spot_network(n_keypoints))


def test_without_weights_it_says_how_to_get_them(tmp_path, monkeypatch):
    monkeypatch.setenv("MIDSTANCE_WEIGHTS", str(tmp_path))
    with pytest.raises(WeightsError, match="get an RTMPose"), RTMPose().session():
        pass
    assert RTMPose().skeleton == "halpe-26"


def test_added_networks_are_found(spot_network, detector, tmp_path, monkeypatch):
    from midstance.weights.added import add_weights, backend_status

    monkeypatch.setenv("MIDSTANCE_WEIGHTS", str(tmp_path / "kept"))
    for path in (spot_network(), detector()):
        add_weights("rtmpose", path, RTMPose.recognise, RTMPose.needs)
    with RTMPose().session() as estimate:
        assert estimate(paint()).n_people == 1
    said = backend_status("rtmpose", RTMPose.needs).message
    assert said.startswith("network halpe-26, detector yolox in ")


@pytest.mark.parametrize("place", [10.0, 10.25, 10.4])
def test_simcc_is_decoded_between_the_bins(place):
    bins = np.arange(96)
    x = np.exp(-((bins / 2 - place) ** 2) / (2 * 2.5**2))[None, None]
    y = 0.7 * np.exp(-((np.arange(128) / 2 - 50) ** 2) / (2 * 2.5**2))[None, None]
    xy, score = decode(x, y, SIZE_PX)
    assert xy[0, 0] == pytest.approx([place + 0.5, 50.5], abs=1e-6)
    assert score[0, 0] == pytest.approx(0.7)


def test_the_crop_is_red_first_and_centred():
    image = np.zeros((100, 100, 3), np.uint8)
    image[..., 0] = 255
    values = prepare(image, np.array([0.0, 0.0, 48.0, 64.0]), SIZE_PX)
    assert values.shape == (1, 3, 64, 48)
    assert values[0, :, 30, 20] == pytest.approx([2.249, -2.036, -1.804], abs=1e-3)


def test_a_crop_of_the_same_size_is_the_picture_itself():
    image = np.random.default_rng(0).integers(0, 255, (100, 100, 3), np.uint8)
    cut = prepare(image, np.array([10.0, 20.0, 58.0, 84.0]), SIZE_PX)
    again = prepare(
        np.ascontiguousarray(image[20:84, 10:58]), np.array([0.0, 0, 48, 64]), SIZE_PX
    )
    assert cut == pytest.approx(again)
