"""COCO's keypoints in JSON: a data set with annotations, or a list of results."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from midstance.errors import FormatError, SchemaError
from midstance.files import read_json, reading, replacing
from midstance.formats.base import (
    Holds,
    PoseFrames,
    PosesFormat,
    Told,
    formats,
    positive_rate,
)
from midstance.formats.poses.numbered import in_order, last_number
from midstance.schema.poses import FramePoses, nobody
from midstance.schema.skeletons import SKELETONS, Skeleton
from midstance.schema.tracks import rate_hz

_KIND = "a JSON file of COCO keypoints"
_BY_NUMBER = {17: "coco-17", 26: "halpe-26", 133: "whole-body-133", 33: "blazepose-33"}
_VISIBLE = 2
_TRUST = "keypoint_scores"
"""Beside each annotation: how sure each keypoint is. COCO's own third number only
says whether it was labelled and visible."""
_EDGE_PX = 0.5


@formats.register("coco")
class CocoKeypoints(PosesFormat):
    """Everybody in each picture of one video."""

    label = "COCO keypoints (pycocotools, MMPose, Detectron2)"
    extensions = (".json",)
    holds = Holds(
        axes=(2,),
        people=True,
        confidence=True,
        clock="rate",
        starts=False,
        exact_to=0.01,
    )

    def is_one(self, path: Path, head: bytes) -> bool:
        """Return whether it holds annotations or results with image and keypoints."""
        if path.is_dir():
            return False
        text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
        if text.startswith(b"["):
            is_result = b'"image_id"' in text and b'"keypoints"' in text
            return is_result and not _is_named_image(text)
        marks = (b'"images"', b'"annotations"', b'"categories"')
        return text.startswith(b"{") and any(mark in text for mark in marks)

    def read(self, path: Path, told: Told) -> PoseFrames:
        """Return who is in each frame; see `read_coco_json`."""
        poses, skeleton, said_hz, size_px = read_coco_json(path)
        rate = positive_rate(said_hz) if said_hz else told.required_rate_hz(path)
        attrs: dict[str, Any] = {"source_software": "COCO"}
        if size_px is not None:
            attrs |= {"image_width_px": size_px[0], "image_height_px": size_px[1]}
        times_s = [index / rate for index in range(len(poses))]
        return PoseFrames(poses, skeleton.name, times_s, attrs)

    def write(self, tracks: xr.Dataset, path: Path) -> None:
        """Write 2D tracks; see `write_coco_json`."""
        write_coco_json(tracks, path)


def _is_named_image(head: bytes) -> bool:
    """Return whether results name their picture: those are AlphaPose's."""
    return head.partition(b'"image_id"')[2].lstrip(b" :\t\r\n").startswith(b'"')


def read_coco_json(
    path: Path,
) -> tuple[list[FramePoses], Skeleton, float, tuple[int, int] | None]:
    """Return the people of every frame, their skeleton, and what is said of the video.

    Parameters
    ----------
    path
        A data set (``images``, ``annotations``, ``categories``) or a list of results.
        Frames are put in the order of ``frame_id``, else of the last number in
        ``file_name``, else of the image's ``id``; a number that is left out is a
        frame with nobody.

    Returns
    -------
    poses
        One entry a frame. A keypoint with visibility 0 is NaN. Confidence is
        ``keypoint_scores`` where they are written; else the third number: as it is
        where it is a share, 0.5 for "labelled, not visible" and 1 for "visible".
    skeleton
        By the names of the category, else by the number of keypoints.
    rate_hz, size_px
        Frames per second, and width and height of the picture; 0 and None when the
        file does not say them.

    Raises
    ------
    FormatError
        If it is something else, is damaged, holds several videos, or keypoints of an
        unknown skeleton.

    """
    said = read_json(path, _KIND)
    with reading(path, _KIND):
        is_list = isinstance(said, list)
        entries = said if is_list else said["annotations"]
        images = [] if is_list else said.get("images", [])
        videos = [] if is_list else said.get("videos", [])
        rows = [(one["image_id"], one) for one in entries if "keypoints" in one]
        numbers = _numbers(images, [image_id for image_id, _ in rows], path)
        by_frame: dict[int, list[Mapping[str, Any]]] = {n: [] for n in numbers.values()}
        for image_id, one in rows:
            by_frame[numbers[image_id]].append(one)
        names = _names(said if not is_list else {})
        counts = {len(one["keypoints"]) / 3 for _, one in rows} or {len(names) or 17}
        skeleton = _skeleton(names, counts, path)
        scale = _largest_visibility([one for _, one in rows])
        poses = [
            _poses(people or [], len(skeleton.keypoints), scale)
            for people in in_order(by_frame, path)
        ]
        rate = float(videos[0].get("fps", 0.0)) if videos else 0.0
        size = {(int(i["width"]), int(i["height"])) for i in images if "width" in i}
    return poses, skeleton, rate, size.pop() if len(size) == 1 else None


def _numbers(
    images: Sequence[Mapping[str, Any]], used: Sequence[Any], path: Path
) -> dict[Any, int]:
    """Return the number of the frame of each image, by the image's id."""
    if len({one["video_id"] for one in images if "video_id" in one}) > 1:
        raise FormatError(
            f"{path} holds the images of several videos; give each a file of its own."
        )
    ids = [one["id"] for one in images]
    for number_of in (
        lambda one: one.get("frame_id"),
        lambda one: last_number(str(one.get("file_name", ""))),
    ):
        numbers = [number_of(one) for one in images]
        if numbers and None not in numbers and len(set(numbers)) == len(numbers):
            return {
                i: int(n) for i, n in zip(ids, numbers, strict=True) if n is not None
            }
    every = dict.fromkeys([*ids, *used])
    if not every:
        raise FormatError(f"{path} holds no image and nobody.")
    return {image_id: int(image_id) for image_id in every}


def _names(said: Mapping[str, Any]) -> tuple[str, ...]:
    found = [c["keypoints"] for c in said.get("categories", []) if "keypoints" in c]
    return tuple(map(str, found[0])) if found else ()


def _skeleton(names: tuple[str, ...], counts: set[float], path: Path) -> Skeleton:
    for skeleton in SKELETONS.values():
        if names == skeleton.keypoints:
            return skeleton
    n_keypoints = next(iter(counts))
    if len(counts) > 1 or n_keypoints not in _BY_NUMBER:
        raise FormatError(
            f"{path} should hold people of {sorted(_BY_NUMBER)} keypoints, all of one "
            f"kind, or name those of {sorted(SKELETONS)}; it holds "
            f"{sorted(counts)}{f' named {list(names)[:5]}' if names else ''}."
        )
    return SKELETONS[_BY_NUMBER[int(n_keypoints)]]


def _largest_visibility(people: Sequence[Mapping[str, Any]]) -> float:
    """Return what a sure keypoint is marked with: 2 of labels, 1 of results."""
    marks = {float(v) for one in people for v in one["keypoints"][2::3]}
    return float(_VISIBLE) if marks <= {0.0, 1.0, 2.0} and 2.0 in marks else 1.0


def _poses(
    people: Sequence[Mapping[str, Any]], n_keypoints: int, scale: float
) -> FramePoses:
    if not people:
        return nobody(n_keypoints)
    rows: NDArray[np.float64] = np.array([one["keypoints"] for one in people], float)
    rows = rows.reshape(len(people), n_keypoints, 3)
    is_seen = (rows[..., 2] > 0) & np.isfinite(rows).all(axis=-1)
    trust = (rows[..., 2] / scale).clip(0, 1)
    for index, one in enumerate(people):
        if _TRUST in one:
            trust[index] = np.asarray(one[_TRUST], float)
    xy_px = np.where(is_seen[..., None], rows[..., :2], np.nan)
    boxes = [one.get("bbox") for one in people]
    box_px = None
    if all(box is not None and len(box) == 4 for box in boxes):
        place = np.array(boxes, np.float32)
        box_px = np.concatenate([place[:, :2], place[:, :2] + place[:, 2:]], axis=1)
    return FramePoses(
        xy_px.astype(np.float32),
        np.where(is_seen, trust, 0.0).astype(np.float32),
        box_px=box_px,
    )


def write_coco_json(tracks: xr.Dataset, path: Path) -> None:
    """Write 2D tracks as a data set that pycocotools opens.

    Parameters
    ----------
    tracks
        In px. An image a frame, named by its number from 0, and an annotation for
        everybody who is seen in it, with the number of the person as ``track_id``.
        A keypoint that is NaN has visibility 0. The rate stands in ``videos``.
    path
        Where to.

    Raises
    ------
    SchemaError
        If the tracks are not in 2D.

    """
    if tracks.sizes["space"] != 2:
        raise SchemaError(
            f"COCO's file holds points in 2D, got {tracks.sizes['space']} axes."
        )
    order = ("time", "individual", "keypoint")
    place = tracks["position"].transpose(*order, "space").to_numpy()
    sure = np.nan_to_num(tracks["confidence"].transpose(*order).to_numpy(), nan=0.0)
    size = {
        key: int(tracks.attrs[f"image_{key}_px"])
        for key in ("width", "height")
        if f"image_{key}_px" in tracks.attrs
    }
    annotations: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for frame, (people, trust) in enumerate(zip(place, sure, strict=True)):
        for who, (points, own) in enumerate(zip(people, trust, strict=True)):
            if np.isfinite(points).all(axis=-1).any():
                annotations[frame].append(_annotation(frame, who, points, own))
    every = [one for own in annotations.values() for one in own]
    names = [str(name) for name in tracks["keypoint"].to_numpy()]
    content = {
        "videos": [{"id": 1, "name": path.stem, "fps": rate_hz(tracks)}],
        "images": [
            {"id": i, "file_name": f"{i:06d}.jpg", "video_id": 1, "frame_id": i, **size}
            for i in range(len(place))
        ],
        "annotations": [{"id": n, **one} for n, one in enumerate(every, 1)],
        "categories": [_category(names)],
    }
    with replacing(path) as part:
        part.write_text(json.dumps(content), "utf-8")


def _annotation(
    frame: int, who: int, points: NDArray[np.floating], trust: NDArray[np.floating]
) -> dict[str, Any]:
    is_seen = np.isfinite(points).all(axis=-1)
    first, last = points[is_seen].min(axis=0), points[is_seen].max(axis=0)
    extent = np.maximum(last - first, _EDGE_PX)
    rows = np.concatenate(
        [np.where(is_seen[:, None], points, 0.0), _VISIBLE * is_seen[:, None]], axis=1
    )
    return {
        "image_id": frame,
        "category_id": 1,
        "track_id": who + 1,
        "iscrowd": 0,
        "num_keypoints": int(is_seen.sum()),
        "keypoints": [round(float(value), 3) for value in rows.ravel()],
        _TRUST: [round(float(value), 4) for value in trust],
        "score": round(float(trust[is_seen].mean()), 4),
        "bbox": [round(float(value), 3) for value in (*first, *extent)],
        "area": round(float(extent.prod()), 3),
    }


def _category(names: list[str]) -> dict[str, Any]:
    edges = next(
        (s.edges for s in SKELETONS.values() if s.keypoints == tuple(names)), ()
    )
    return {
        "id": 1,
        "name": "person",
        "keypoints": names,
        "skeleton": [[names.index(a) + 1, names.index(b) + 1] for a, b in edges],
    }
