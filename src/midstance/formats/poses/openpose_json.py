"""What OpenPose itself writes (``--write_json``): a folder with one file a frame."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from midstance.errors import FormatError
from midstance.schema.poses import FramePoses, nobody
from midstance.schema.skeletons import Skeleton, get_skeleton

SKELETONS = {25: "body-25", 18: "coco-18", 15: "mpi-15"}
"""By the number of keypoints."""

_KEY = "pose_keypoints_2d"


def read_openpose_json(folder: Path) -> tuple[list[FramePoses], Skeleton]:
    """Return the people of every frame, and their skeleton.

    Parameters
    ----------
    folder
        Holds ``*_keypoints.json``; their names sort as the frames do. Coordinates
        are pixels of the video, as OpenPose writes them unless told otherwise.

    Returns
    -------
    poses
        One entry a frame. A keypoint that OpenPose did not find, which it writes
        as three zeros, is NaN.
    skeleton
        BODY_25 when nobody is in any frame.

    Raises
    ------
    FormatError
        If the folder holds no such files, or one is damaged or of another kind.

    """
    paths = sorted(folder.glob("*_keypoints.json")) if folder.is_dir() else []
    if not paths:
        raise FormatError(
            f"{folder} should be a folder with one *_keypoints.json for each frame, as "
            "OpenPose's --write_json makes it, but there is none."
        )
    frames = [_people(path) for path in paths]
    counts = {rows.shape[1] for rows in frames if len(rows)} or {25}
    if len(counts) > 1 or not counts <= SKELETONS.keys():
        raise FormatError(
            f"{folder} should hold people of {sorted(SKELETONS)} keypoints, all of one "
            f"kind, but holds {sorted(counts)}."
        )
    skeleton = get_skeleton(SKELETONS[counts.pop()])
    return [_poses(rows, len(skeleton.keypoints)) for rows in frames], skeleton


def _people(path: Path) -> NDArray[np.float32]:
    """Return x, y and confidence, shape (n_people, n_keypoints, 3)."""
    try:
        said: Any = json.loads(path.read_text("utf-8"))
        rows = [np.array(one[_KEY], np.float32) for one in said["people"]]
        return np.stack([row.reshape(-1, 3) for row in rows]) if rows else _NOBODY
    except (ValueError, KeyError, TypeError) as error:
        raise FormatError(
            f"{path} is not a file of OpenPose's people with {_KEY} ({error})."
        ) from error


_NOBODY = np.empty((0, 0, 3), np.float32)


def _poses(rows: NDArray[np.float32], n_keypoints: int) -> FramePoses:
    if not len(rows):
        return nobody(n_keypoints)
    confidence = rows[..., 2].clip(0, 1)
    return FramePoses(
        np.where(confidence[..., None] > 0, rows[..., :2], np.nan), confidence
    )
