"""Render runners as images with keypoints, to train pose networks on.

    python training/render_runners.py --out runners --skeleton halpe-26

Data: short clips of the synthetic runner on a treadmill, each with a view, a camera,
clothes, speed, size and strides of its own, three images of every stride. The
clip of ``validation/backends.py`` is none of them, and neither are its clothes.

Written: a data set of Ultralytics (``data.yaml``, ``images``, ``labels``), which
``train_pose_yolo.py`` reads. One clip in six validates. Keypoints that a body part
hides are given and marked as seen; what lies outside the image, or is not part of
the synthetic runner, is marked as not there.
"""

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from common import add_settings, make_parser, take_settings
from numpy.typing import NDArray

from midstance.files import make_folder, replacing
from midstance.kernels.geometry.remap import to_skeleton
from midstance.schema.skeletons import Skeleton, get_skeleton, mirrored
from midstance.synth.figure.looks import LOOKS
from midstance.synth.motion.runner import RunnerSettings
from midstance.synth.rendering.clip import ClipSettings, render_clip
from midstance.synth.rendering.scene import VIEWS_DEG, SceneSettings
from midstance.video.reader import open_video

KEPT_FOR_VALIDATION = "blue"
"""The clothes of the clip that backends are compared on."""

BOX_MARGIN = 0.12
"""How far hair and shoes reach beyond the keypoints, in their height."""

VALIDATES = 6


@dataclass(frozen=True)
class Settings:
    """Every choice of a data set."""

    n_clips: int = field(default=48, metadata={"help": "clips"})
    n_pictures: int = field(default=10, metadata={"help": "pictures of each"})
    size_px: int = field(default=320, metadata={"help": "side of the pictures"})
    skeleton: str = field(default="coco-17", metadata={"help": "keypoints to give"})
    seed: int = field(default=1, metadata={"help": "of every random number"})


def clips(settings: Settings) -> Iterator[ClipSettings]:
    """Yield the clips of a data set, each different."""
    rng = np.random.default_rng(settings.seed)
    looks = [name for name in LOOKS if name != KEPT_FOR_VALIDATION]
    for number in range(settings.n_clips):
        runner = RunnerSettings(
            speed_m_s=float(rng.uniform(2.0, 4.5)),
            height_m=float(rng.uniform(1.55, 1.95)),
        )
        scene = SceneSettings(
            view=str(rng.choice(list(VIEWS_DEG))),
            width_px=settings.size_px,
            height_px=settings.size_px,
            camera_height_m=float(rng.uniform(0.7, 1.6)),
            frame_m=float(rng.uniform(2.1, 3.2)),
        )
        yield ClipSettings(
            runners=(runner,),
            looks=(str(rng.choice(looks)),),
            scene=scene,
            # Some 3 images a stride, at ever other moments of it.
            duration_s=settings.n_pictures / 4.3,
            rate_hz=4.3,
            seed=settings.seed + number,
            oversampling=1,
        )


def label(xy: NDArray[np.floating]) -> str:
    """Return the line that Ultralytics reads, or nothing when nobody is seen.

    Parameters
    ----------
    xy
        Shape (n_keypoints, 2), as shares of the image; NaN: not there.

    """
    is_there = np.isfinite(xy).all(axis=1)
    if not is_there.any():
        return ""
    low, high = xy[is_there].min(axis=0), xy[is_there].max(axis=0)
    margin = BOX_MARGIN * (high[1] - low[1])
    low, high = np.maximum(low - margin, 0), np.minimum(high + margin, 1)
    keypoints = np.column_stack([np.nan_to_num(xy), 2 * is_there])
    numbers = [*(low + high) / 2, *(high - low), *keypoints.ravel()]
    return " ".join(["0", *(f"{number:.5f}" for number in numbers)]) + "\n"


def write_clip(clip: ClipSettings, skeleton: Skeleton, folder: Path, name: str) -> int:
    """Write the images and labels of a clip; return how many."""
    part = name.split("/")[0]
    for kind in ("images", "labels"):
        make_folder(folder / kind / part)
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "clip.mp4"
        tracks = to_skeleton(render_clip(clip, path).tracks, skeleton)
        order = ("time", "keypoint", "space")
        places = tracks["position"].isel(individual=0).transpose(*order).to_numpy()
        with open_video(path) as video:
            images = [frame.image for frame in video]
    size = clip.scene.width_px, clip.scene.height_px
    for number, (image, xy_px) in enumerate(zip(images, places, strict=True)):
        place = f"{name}-{number:03d}"
        cv2.imwrite(str(folder / "images" / f"{place}.jpg"), image[..., ::-1])
        (folder / "labels" / f"{place}.txt").write_text(label(xy_px / size), "utf-8")
    return len(images)


def write_data(folder: Path, skeleton: Skeleton) -> Path:
    """Write what Ultralytics wants to know about the data set."""
    names = skeleton.keypoints
    mirror = [names.index(mirrored(name)) for name in names]
    with replacing(folder / "data.yaml") as part:
        part.write_text(
            "train: images/train\nval: images/val\n"
            f"kpt_shape: [{len(names)}, 3]\nflip_idx: {mirror}\n"
            "names: {0: person}\n",
            "utf-8",
        )
    return folder / "data.yaml"


def render(settings: Settings, folder: Path) -> Path:
    """Render the data set, and return its ``data.yaml``."""
    skeleton = get_skeleton(settings.skeleton)
    for number, clip in enumerate(clips(settings)):
        part = "val" if number % VALIDATES == 0 else "train"
        n = write_clip(clip, skeleton, folder, f"{part}/{number:03d}")
        print(f"{number + 1} of {settings.n_clips} clips, {n} pictures", flush=True)
    return write_data(folder, skeleton)


def main() -> int:
    """Render what the command line asks for."""
    parser = make_parser(__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the data")
    add_settings(parser, Settings())
    given = vars(parser.parse_args())
    print(render(take_settings(given, Settings()), given["out"]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
