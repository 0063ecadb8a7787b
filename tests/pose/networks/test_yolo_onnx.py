import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest

from midstance.errors import ConfigError, WeightsError
from midstance.pose.base import backends
from midstance.pose.images.letterbox import Letterbox
from midstance.pose.networks.yolo import Yolo, import_ultralytics, read_poses
from midstance.pose.networks.yolo_onnx import (
    Layout,
    YoloOnnx,
    decode,
    prepare,
    whole_picture,
)

LAYOUT = Layout(2)
FRAME = Letterbox.centred((200, 100), (100, 100))
"""The picture at half its size, 25 px below the top of the frame."""

STATIC = (1, 3, 640, 640)
FREE = (None, 3, None, None)
SAID = {"task": "pose", "kpt_shape": "[2, 3]", "names": "{0: 'person'}"}


def column(x, y, score, *, shift=0.0, visibility=0.9):
    """A box of 20 by 40 around (x, y) with a keypoint at each end."""
    points = [x, y - 20, visibility, x, y + 20, visibility]
    return [x + shift, y, 20, 40, score, *points]


def read(*columns, layout=LAYOUT, **settings):
    chosen = {"threshold": 0.25, "same_overlap": 0.7, "max_people": 10} | settings
    output = np.array(columns, np.float32).reshape(len(columns), -1).T
    return decode(output.reshape(-1, len(columns)), layout, FRAME, **chosen)


def test_points_and_boxes_lie_in_the_picture():
    poses = read(column(50, 50, 0.8))
    assert poses.xy_px.tolist() == [[[100, 10], [100, 90]]]
    assert poses.box_px.tolist() == [[80, 10, 120, 90]]
    assert poses.confidence == pytest.approx(np.full((1, 2), 0.9))


def test_boxes_of_one_person_become_the_surest_one():
    poses = read(column(50, 50, 0.6), column(50, 50, 0.8, shift=1), column(80, 50, 0.7))
    assert poses.xy_px[:, 0, 0].tolist() == [100, 160]
    assert poses.box_px[0, 0] == 82


def test_what_is_below_the_threshold_is_nobody():
    poses = read(column(50, 50, 0.2), column(20, 50, 0.1))
    assert poses.n_people == 0
    assert poses.xy_px.shape == (0, 2, 2)
    assert read(column(50, 50, 0.2), threshold=0.15).n_people == 1


def test_the_surest_people_are_kept():
    poses = read(column(20, 50, 0.5), column(80, 50, 0.9), max_people=1)
    assert poses.xy_px[0, 0, 0] == 160


def test_a_keypoint_outside_the_picture_is_not_found():
    poses = read(column(50, 85, 0.8))
    assert np.isnan(poses.xy_px[0, 1]).all()
    assert np.isfinite(poses.xy_px[0, 0]).all()
    assert poses.box_px[0, 3] == 100


def test_the_best_class_is_the_score():
    one = column(50, 50, 0.1)
    one.insert(5, 0.6)
    assert read(one, layout=Layout(2, n_classes=2)).n_people == 1


def test_without_visibility_the_score_of_the_box_is_the_confidence():
    one = [50, 50, 20, 40, 0.8, 50, 30, 50, 70]
    poses = read(one, layout=Layout(2, n_values=2))
    assert poses.xy_px.tolist() == [[[100, 10], [100, 90]]]
    assert poses.confidence == pytest.approx(np.full((1, 2), 0.8))


def test_people_who_are_final_are_not_merged():
    rows = np.array(
        [
            [40, 30, 60, 70, 0.6, 0, 50, 30, 0.9, 50, 70, 0.9],
            [40, 30, 60, 70, 0.8, 0, 52, 30, 0.9, 50, 70, 0.9],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        ],
        np.float32,
    )
    poses = decode(rows, LAYOUT, FRAME, threshold=0.25, same_overlap=0.7, max_people=10)
    assert poses.xy_px[:, 0, 0].tolist() == [104, 100]
    assert poses.box_px[0].tolist() == [80, 10, 120, 90]


def test_an_output_of_another_network_is_refused():
    with pytest.raises(WeightsError, match=r"2 keypoints of 3 .*\(8, 5\)"):
        decode(
            np.zeros((8, 5), np.float32),
            *(LAYOUT, FRAME),
            threshold=0.25,
            same_overlap=0.7,
            max_people=10,
        )


@pytest.mark.parametrize(
    ("shape", "expected"), [(STATIC, (640, 640)), (FREE, (640, 384))]
)
def test_where_the_size_is_free_borders_are_narrow(shape, expected):
    image = np.zeros((720, 1280, 3), np.uint8)
    assert whole_picture(image, shape, (640, 640)).frame_px == expected


def test_the_picture_is_shown_in_its_own_colours_from_zero_to_one():
    red = np.zeros((32, 32, 3), np.uint8)
    red[..., 0] = 255
    shown = prepare(red, Letterbox.centred((32, 32), (32, 32)))
    assert shown.shape == (1, 3, 32, 32)
    assert shown.mean(axis=(0, 2, 3)).tolist() == [1, 0, 0]


@pytest.fixture
def toy_skeleton(monkeypatch):
    from midstance.schema.skeletons import SKELETONS, Skeleton

    monkeypatch.setitem(SKELETONS, "toy", Skeleton("toy", ("nose", "left_eye"), ()))
    return "toy"


def test_a_network_file_runs_from_picture_to_poses(constant_network, toy_skeleton):
    columns = np.array([column(320, 320, 0.8), column(100, 320, 0.1)]).T[None]
    path = constant_network(
        {"output0": columns}, inputs={"images": STATIC}, metadata=SAID
    )
    with YoloOnnx(weights=path, skeleton=toy_skeleton, n_threads=1).session() as run:
        poses = run(np.zeros((720, 1280, 3), np.uint8))
    assert poses.xy_px.tolist() == [[[640, 320], [640, 400]]]


def test_another_skeleton_is_refused(constant_network):
    path = constant_network({"output0": np.zeros((1, 11, 5))}, metadata=SAID)
    with (
        pytest.raises(ConfigError, match="gives 2 keypoints"),
        YoloOnnx(weights=path).session(),
    ):
        pass


def test_a_network_that_finds_no_keypoints_is_refused(constant_network):
    path = constant_network(
        {"output0": np.zeros((1, 84, 5))}, metadata={"task": "detect"}
    )
    with (
        pytest.raises(WeightsError, match="is one for 'detect'"),
        YoloOnnx(weights=path).session(),
    ):
        pass


def test_settings_are_checked():
    built = backends.build("yolo_onnx", {"weights": "net.onnx"})
    assert built == YoloOnnx(weights=Path("net.onnx"))
    with pytest.raises(ConfigError, match="input_px"):
        backends.build("yolo_onnx", {"input_px": 100})


def assert_same(poses, expected):
    np.testing.assert_allclose(poses.xy_px, expected.xy_px, atol=1)
    np.testing.assert_allclose(poses.box_px, expected.box_px, atol=1)
    np.testing.assert_allclose(poses.confidence, expected.confidence, atol=0.01)


@pytest.mark.yolo
@pytest.mark.filterwarnings("ignore")
class TestExport:
    """What Ultralytics exports, against what Ultralytics makes of it itself."""

    @pytest.mark.parametrize("is_dynamic", [False, True])
    def test_people_are_those_of_ultralytics(self, export, is_dynamic, pictures):
        path = export(dynamic=is_dynamic)
        ours = YoloOnnx(weights=path, detection_threshold=0.02, input_px=256)
        theirs = import_ultralytics().YOLO(str(path), task="pose")
        n_people = 0
        with ours.session() as estimate:
            for image in (
                cv2.resize(one, size_px)
                for one in pictures
                for size_px in ((256, 256), (430, 245), (721, 1283))
            ):
                poses = estimate(image)
                found = theirs.predict(
                    np.ascontiguousarray(image[..., ::-1]),
                    conf=0.02,
                    iou=0.7,
                    max_det=10,
                    imgsz=256,
                    verbose=False,
                )[0].cpu()
                expected = read_poses(
                    found.boxes.data.numpy(),
                    found.keypoints.data.numpy(),
                    *(image.shape[1], image.shape[0]),
                )
                n_people += poses.n_people
                assert_same(poses, expected)
        assert n_people > len(pictures)

    def test_people_are_those_of_the_network_it_was_exported_from(
        self, export, trained, pictures
    ):
        ours = YoloOnnx(weights=export(dynamic=False))
        theirs = Yolo(weights=trained, input_px=256)
        with ours.session() as one, theirs.session() as other:
            for image in pictures:
                assert_same(one(image), other(image))

    def test_people_merged_in_the_graph_are_read_too(self, export, pictures):
        with (
            YoloOnnx(weights=export(dynamic=False)).session() as one,
            YoloOnnx(weights=export(dynamic=False, nms=True)).session() as other,
        ):
            for image in pictures:
                assert_same(one(image), other(image))

    @pytest.fixture
    def pictures(self, rendered_people):
        paths = sorted((rendered_people.parent / "images" / "val").glob("*.png"))
        return [
            np.ascontiguousarray(cv2.imread(str(path))[..., ::-1])
            for path in paths[::4]
        ]

    @pytest.fixture
    def export(self, trained, tmp_path):
        """Export the network, and return the ``.onnx`` file."""

        def run(**settings):
            path = tmp_path / "net.pt"
            shutil.copyfile(trained, path)
            made = (
                import_ultralytics()
                .YOLO(str(path))
                .export(
                    format="onnx", imgsz=256, device="cpu", verbose=False, **settings
                )
            )
            kept = tmp_path / f"net-{len(list(tmp_path.iterdir()))}.onnx"
            shutil.move(made, kept)
            return kept

        return run
