"""What AlphaPose writes: one JSON list of everybody in every frame of a video."""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from midstance.errors import FormatError
from midstance.files import read_json, reading
from midstance.formats.base import Holds, PoseFrames, PosesFormat, Told, formats
from midstance.formats.poses.numbered import in_order, last_number
from midstance.schema.poses import FramePoses, nobody
from midstance.schema.skeletons import Skeleton, get_skeleton

_KIND = "a JSON file of AlphaPose"
_SKELETONS = {17: "coco-17", 26: "halpe-26", 133: "whole-body-133", 136: "halpe-26"}
"""By the number of keypoints; of Halpe's 136, the 26 of the body come first."""


@formats.register("alphapose")
class AlphaPose(PosesFormat):
    """Everybody in each frame of one video."""

    label = "JSON of AlphaPose"
    extensions = (".json",)
    holds = Holds(axes=(2,), people=True, confidence=True, clock="none", starts=False)
    needs = ("rate_hz",)

    def is_one(self, path: Path, head: bytes) -> bool:
        """Return whether it is a list of people, each with the name of its picture."""
        if path.is_dir():
            return False
        text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
        if not text.startswith(b"[") or b'"keypoints"' not in text:
            return False
        named = text.partition(b'"image_id"')[2].lstrip(b" :\t\r\n")
        return named.startswith(b'"')

    def read(self, path: Path, told: Told) -> PoseFrames:
        """Return who is in each frame; see `read_alphapose_json`."""
        rate_hz = told.required_rate_hz(path)
        poses, skeleton = read_alphapose_json(path)
        times_s = [index / rate_hz for index in range(len(poses))]
        attrs = {"source_software": "AlphaPose"}
        return PoseFrames(poses, skeleton.name, times_s, attrs)


def read_alphapose_json(path: Path) -> tuple[list[FramePoses], Skeleton]:
    """Return the people of every frame from 0 on, and their skeleton.

    Parameters
    ----------
    path
        ``alphapose-results.json`` in AlphaPose's own form. Each person names the
        picture it is in, ``17.jpg``; a number that is left out is a frame with nobody.
        Its identities (``idx``) are not taken over: people are followed again.

    Returns
    -------
    poses
        One entry a frame. A keypoint with the score 0 is NaN.
    skeleton
        By the number of keypoints: 17, 26, 133 or 136.

    Raises
    ------
    FormatError
        If it is something else or damaged, or no picture has a number.

    """
    said = read_json(path, _KIND)
    by_frame: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    with reading(path, _KIND):
        for one in said:
            number = last_number(str(one["image_id"]))
            if number is None:
                raise FormatError(
                    f"{path} should name the picture of each person by its number, "
                    f"as 17.jpg, and names {one['image_id']!r}."
                )
            by_frame[number].append(one)
        counts = {len(one["keypoints"]) / 3 for one in said}
    if len(counts) != 1 or not counts <= _SKELETONS.keys():
        raise FormatError(
            f"{path} should hold people of {sorted(_SKELETONS)} keypoints, all of one "
            f"kind, but holds {sorted(counts) or 'nobody'}."
        )
    n_written = int(counts.pop())
    skeleton = get_skeleton(_SKELETONS[n_written])
    by_frame.setdefault(0, [])
    with reading(path, _KIND):
        poses = [
            _poses(people or [], n_written, len(skeleton.keypoints))
            for people in in_order(by_frame, path)
        ]
    return poses, skeleton


def _poses(
    people: list[Mapping[str, Any]], n_written: int, n_keypoints: int
) -> FramePoses:
    if not people:
        return nobody(n_keypoints)
    best = sorted(people, key=lambda one: -float(one.get("score", 0.0)))
    rows = np.array([one["keypoints"] for one in best], float)
    rows = rows.reshape(len(best), n_written, 3)[:, :n_keypoints]
    is_seen = (rows[..., 2] > 0) & np.isfinite(rows).all(axis=-1)
    return FramePoses(
        np.where(is_seen[..., None], rows[..., :2], np.nan).astype(np.float32),
        np.where(is_seen, rows[..., 2].clip(0, 1), 0.0).astype(np.float32),
    )
