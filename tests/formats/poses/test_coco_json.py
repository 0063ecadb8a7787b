import json

import numpy as np
import pytest

from midstance.errors import FormatError, MissingSettingError, SchemaError
from midstance.formats.base import Told
from midstance.formats.choose import identify, read_points
from midstance.formats.poses.coco_json import read_coco_json, write_coco_json
from midstance.schema.skeletons import COCO_17
from midstance.schema.tracks import make_tracks


def person(image_id, *, x=10.0, mark=2, **more):
    keypoints = [value for i in range(17) for value in (x + i, 20.0 + i, mark)]
    return {"image_id": image_id, "category_id": 1, "keypoints": keypoints, **more}


def saved(tmp_path, content):
    path = tmp_path / "a.json"
    path.write_text(json.dumps(content))
    return path


def made(n_people=2):
    rng = np.random.default_rng(3)
    place = rng.uniform(50, 400, (5, 2, 17, n_people))
    place[2, :, 4, 0] = np.nan
    sure = np.where(np.isfinite(place[:, 0]), 0.75, np.nan)
    return make_tracks(
        place,
        sure,
        np.arange(5) / 30,
        keypoints=COCO_17.keypoints,
        individuals=[f"p{n}" for n in range(n_people)],
        attrs={"skeleton": "coco-17", "image_width_px": 640, "image_height_px": 480},
    )


def test_its_own_scorer_finds_what_was_written_perfect(tmp_path, capsys):
    pycocotools = pytest.importorskip("pycocotools.coco")
    from pycocotools.cocoeval import COCOeval

    write_coco_json(made(), tmp_path / "a.json")
    truth = pycocotools.COCO(str(tmp_path / "a.json"))
    found = truth.loadRes(list(truth.anns.values()))
    score = COCOeval(truth, found, "keypoints")
    score.evaluate()
    score.accumulate()
    score.summarize()
    assert score.stats[0] == pytest.approx(1.0)
    assert "Average Precision" in capsys.readouterr().out


def test_a_moved_keypoint_costs_its_score(tmp_path):
    pycocotools = pytest.importorskip("pycocotools.coco")
    from pycocotools.cocoeval import COCOeval

    tracks = made(1)
    write_coco_json(tracks, tmp_path / "a.json")
    write_coco_json(
        tracks.assign(position=tracks["position"] + 60), tmp_path / "b.json"
    )
    truth = pycocotools.COCO(str(tmp_path / "a.json"))
    other = json.loads((tmp_path / "b.json").read_text())["annotations"]
    score = COCOeval(truth, truth.loadRes(other), "keypoints")
    score.evaluate()
    score.accumulate()
    score.summarize()
    assert score.stats[0] < 0.5


def test_results_are_put_in_the_order_of_their_images(tmp_path):
    path = saved(tmp_path, [person(4, x=40, score=0.9), person(2, x=20, score=0.8)])
    assert identify(path)[0] == "coco"
    again = read_points(path, Told(rate_hz=25.0))
    assert [pose.n_people for pose in again.poses] == [1, 0, 1]
    assert again.poses[0].xy_px[0, 0].tolist() == [20.0, 20.0]
    assert again.time_s == pytest.approx([0.0, 0.04, 0.08])


def test_names_of_pictures_count_more_than_ids(tmp_path):
    content = {
        "images": [
            {"id": 7, "file_name": "run_0002.jpg", "width": 64, "height": 48},
            {"id": 9, "file_name": "run_0001.jpg", "width": 64, "height": 48},
        ],
        "annotations": [person(7, x=70), person(9, x=90)],
        "categories": [{"id": 1, "keypoints": list(COCO_17.keypoints)}],
    }
    poses, skeleton, rate, size = read_coco_json(saved(tmp_path, content))
    assert [pose.xy_px[0, 0, 0] for pose in poses] == [90.0, 70.0]
    assert (skeleton.name, rate, size) == ("coco-17", 0.0, (64, 48))


def test_what_is_labelled_but_hidden_is_half_sure(tmp_path):
    one = person(1)
    one["keypoints"][2::3] = [2, 1, 0, *[2] * 14]
    (pose,), *_ = read_coco_json(saved(tmp_path, [one]))
    assert pose.confidence[0, :3].tolist() == [1.0, 0.5, 0.0]
    assert np.isnan(pose.xy_px[0, 2]).all()


def test_confidences_in_place_of_marks_are_taken_as_they_are(tmp_path):
    (pose,), *_ = read_coco_json(saved(tmp_path, [person(1, mark=0.25)]))
    assert pose.confidence[0, 0] == pytest.approx(0.25)


def test_the_rate_has_to_be_told_when_the_file_has_none(tmp_path):
    path = saved(tmp_path, [person(1)])
    with pytest.raises(MissingSettingError, match="give the rate"):
        read_points(path)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ([], "no image and nobody"),
        ([{"image_id": 1, "keypoints": [1, 2, 2]}], "should hold people of"),
        ([{"keypoints": []}], "damaged"),
        ({"annotations": [{"keypoints": [1]}]}, "damaged"),
    ],
)
def test_what_is_wrong_is_said(tmp_path, content, says):
    with pytest.raises(FormatError, match=says):
        read_coco_json(saved(tmp_path, content))


def test_images_of_two_videos_are_refused(tmp_path):
    images = [{"id": n, "video_id": n} for n in (1, 2)]
    with pytest.raises(FormatError, match="several videos"):
        read_coco_json(saved(tmp_path, {"images": images, "annotations": []}))


def test_points_in_3d_do_not_fit(tmp_path):
    tracks = make_tracks(
        np.zeros((1, 3, 1, 1)),
        np.ones((1, 1, 1)),
        [0.0],
        keypoints=["a"],
        space_unit="m",
    )
    with pytest.raises(SchemaError, match="points in 2D"):
        write_coco_json(tracks, tmp_path / "a.json")
