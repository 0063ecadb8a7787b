"""What VideoPose3D's Detectron2 script writes for a video: boxes and COCO poses.

Only the layout of the files is shared; no code of that project is used.
"""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from midstance.errors import MissingSettingError
from midstance.files import reading
from midstance.formats.base import Holds, PoseFrames, PosesFormat, Told, formats
from midstance.formats.npz import load_npz, npz_names
from midstance.kernels.images.peak_share import as_confidence
from midstance.schema.poses import FramePoses, nobody, only_inside

SKELETON = "coco-17"
N_KEYPOINTS = 17
_PERSON = 1
_X, _Y, _SHARE = 0, 1, 3


@formats.register("detectron2")
class Detectron2(PosesFormat):
    """Everybody in each frame, with boxes."""

    label = "Poses of Detectron2 (VideoPose3D's script)"
    extensions = (".npz",)
    holds = Holds(axes=(2,), people=True, confidence=True, clock="none", starts=False)
    needs = ("rate_hz", "is_trusted")

    def is_one(self, path: Path, head: bytes) -> bool:
        """Return whether it is a zip with their boxes and keypoints."""
        if not head.startswith(b"PK"):
            return False
        return {"boxes", "keypoints", "metadata"} <= npz_names(path)

    def read(self, path: Path, told: Told) -> PoseFrames:
        """Return who is in each frame; see `read_detectron2`."""
        rate_hz = told.required_rate_hz(path)
        poses, (width_px, height_px) = read_detectron2(path, trusted=told.is_trusted)
        attrs = {
            "source_software": "Detectron2",
            "image_width_px": width_px,
            "image_height_px": height_px,
        }
        times_s = [index / rate_hz for index in range(len(poses))]
        return PoseFrames(poses, SKELETON, times_s, attrs)


def read_detectron2(
    path: Path, *, trusted: bool = False
) -> tuple[list[FramePoses], tuple[int, int]]:
    """Return everybody in each frame, and width and height of the video (px).

    Parameters
    ----------
    path
        ``VIDEO.npz`` as the script writes it, of Detectron2 or of Detectron.
    trusted
        These files hold pickled Python objects, and reading such a file can run
        any code that its maker put there. Say ``True`` for files of your own.

    Returns
    -------
    poses, size_px
        COCO-17 poses with boxes, people surest first. Confidence is made from the
        share of the heat in the best cell (`midstance.kernels.images.peak_share`).

    Raises
    ------
    FormatError
        If the file is not trusted, is damaged, or is something else.

    """
    if not trusted:
        raise MissingSettingError(
            f"{path} holds pickled Python objects, and reading them runs code of "
            "whoever made the file; if you trust it, say so.",
            "trust",
        )
    kind = "a result of VideoPose3D's Detectron2 script"
    content = load_npz(path, kind, is_trusted=True)
    with reading(path, kind):
        boxes, keypoints = content["boxes"], content["keypoints"]
        metadata = content["metadata"].item()
        size_px = int(metadata["w"]), int(metadata["h"])
        poses = [
            _poses(own_boxes[_PERSON], own_keypoints[_PERSON], size_px)
            for own_boxes, own_keypoints in zip(boxes, keypoints, strict=True)
        ]
    return poses, size_px


def _poses(boxes: Any, keypoints: Any, size_px: tuple[int, int]) -> FramePoses:  # noqa: ANN401
    """Return the poses of one frame.

    Parameters
    ----------
    boxes
        Shape (n_people, 5): left, top, right, bottom, score; may be empty.
    keypoints
        Shape (n_people, 4, 17): x, y, logit, share of the heat; may be empty.
    size_px
        Width and height of the image.

    """
    if len(boxes) == 0 or len(keypoints) == 0:
        return nobody(N_KEYPOINTS)
    box: NDArray[np.float32] = np.asarray(boxes, np.float32)
    rows: NDArray[np.float32] = np.asarray(keypoints, np.float32)
    if rows.shape[1:] != (4, N_KEYPOINTS) or box.shape != (len(rows), 5):
        raise ValueError(
            f"boxes {box.shape} and keypoints {rows.shape} should have the shapes "
            f"(n, 5) and (n, 4, {N_KEYPOINTS})"
        )
    best = np.argsort(-box[:, 4], kind="stable")
    rows = rows[best]
    xy_px = only_inside(np.stack([rows[:, _X], rows[:, _Y]], axis=-1), *size_px)
    return FramePoses(
        xy_px.astype(np.float32),
        as_confidence(rows[:, _SHARE]).astype(np.float32),
        box_px=box[best, :4],
    )
