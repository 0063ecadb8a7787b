"""YOLO-pose (v8, v11, v26) through Ultralytics: people and poses at once.

Ultralytics and its networks are under the AGPL-3.0, so they are an extra of their
own. `midstance.pose.networks.yolo_onnx` runs their exports without it.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from midstance.errors import ConfigError, MissingDependencyError, WeightsError
from midstance.files import make_folder
from midstance.pose.base import (
    EachFrameAlone,
    FramePoses,
    Needs,
    PoseSession,
    backends,
    nobody,
)
from midstance.pose.runtimes.torch_device import Device, torch_device
from midstance.pose.user_network import UserNetwork
from midstance.schema.poses import only_inside
from midstance.weights.chosen import require_keypoints
from midstance.weights.published import weights_folder

NAME = "yolo"

_UNASKED = {
    "YOLO_AUTOINSTALL": "false",
    "YOLO_OFFLINE": "true",
    "ULTRALYTICS_SAFE_LOAD": "true",
}
"""What Ultralytics shall not do unless the user's environment says so: install
packages, talk to its makers, and run code that a file of weights holds."""


@backends.register(NAME)
@dataclass(frozen=True)
class Yolo(UserNetwork):
    """A YOLO-pose network of Ultralytics (v8, v11, v26; AGPL-3.0).

    Parameters
    ----------
    weights
        The ``.pt`` file, by path or by its name in the folder of weights; None:
        what was added by ``midstance weights add yolo``.
    download
        Let Ultralytics download a file of that name when it is not there.
    skeleton
        The keypoints that the network was trained for.
    max_people
        How many people to give at most, surest first.
    detection_threshold
        Score above which a box is a person.
    same_person_overlap
        Overlap of two boxes above which they are one person found twice.
    input_px
        Longer side of the picture as the network sees it; None: what it was
        trained with.
    device
        Where the network runs: ``"cpu"`` or ``"gpu"``.

    """

    name: ClassVar[str] = NAME
    can_begin_anywhere: ClassVar[bool] = True
    needs: ClassVar[Needs] = Needs(
        licence="AGPL-3.0 (Ultralytics and its networks)",
        how="get a network of Ultralytics, for example yolo11n-pose.pt, and add it.",
        weights=("network",),
        library="ultralytics",
        install="pip install 'midstance[yolo]'",
    )

    download: bool = False
    skeleton: str = "coco-17"
    max_people: Annotated[int, Field(ge=1)] = 10
    detection_threshold: Annotated[float, Field(gt=0, lt=1)] = 0.25
    same_person_overlap: Annotated[float, Field(gt=0, lt=1)] = 0.7
    input_px: Annotated[int, Field(ge=32)] | None = None
    device: Device = "cpu"

    def files(self) -> dict[str, Path]:
        """Return the network to use, downloaded if asked; none when there is none."""
        weights = self.weights
        if self.download and weights is not None and not weights.is_file():
            import_ultralytics()
            return {"network": _downloaded(weights_folder() / NAME / weights.name)}
        return super().files()

    @classmethod
    def skeleton_of(cls, path: Path) -> str:
        """Return how many keypoints the network in a file gives."""
        network = load(import_ultralytics(), path).model
        return f"{network.kpt_shape[0]} keypoints"

    def start(self, path: Path) -> PoseSession:
        """Return the network in a file, at work."""
        network = load(import_ultralytics(), path)
        require_keypoints(network.model.kpt_shape[0], self.skeleton, backend=NAME)
        settings = {
            "device": torch_device(self.device, backend=NAME),
            "conf": self.detection_threshold,
            "iou": self.same_person_overlap,
            "agnostic_nms": True,
            "max_det": self.max_people,
            "verbose": False,
            **({} if self.input_px is None else {"imgsz": self.input_px}),
        }

        def estimate(image: NDArray[np.uint8]) -> FramePoses:
            # Ultralytics takes arrays in the order of OpenCV: blue, green, red.
            shown = np.ascontiguousarray(image[..., ::-1])
            found = network.predict(shown, **settings)[0].cpu().numpy()
            return read_poses(
                found.boxes.data, found.keypoints.data, image.shape[1], image.shape[0]
            )

        return EachFrameAlone(estimate)


def import_ultralytics() -> Any:  # noqa: ANN401
    """Return the package, kept from everything that nobody asked for.

    Raises
    ------
    MissingDependencyError
        If it is not installed.

    """
    for name, value in _UNASKED.items():
        os.environ.setdefault(name, value)
    try:
        import ultralytics
    except ImportError as error:
        raise MissingDependencyError(
            f"Pose backend {NAME!r} needs Ultralytics, whose licence is the AGPL-3.0: "
            "who hands on a program with it, or lets others use it over a network, "
            "must offer them the source of all of it; install it with: "
            "pip install 'midstance[yolo]'"
        ) from error
    return ultralytics


def load(ultralytics: Any, path: Path) -> Any:  # noqa: ANN401
    """Return the pose network in a file.

    Raises
    ------
    ConfigError
        If the file is of another kind.
    WeightsError
        If it is damaged, or holds a network that gives no poses.

    """
    if path.suffix != ".pt":
        raise ConfigError(
            f"Pose backend {NAME!r} takes a .pt file, got {path.name}; "
            "an .onnx file runs with the backend 'yolo_onnx'."
        )
    try:
        network = ultralytics.YOLO(str(path.absolute()))
    except (TypeError, RuntimeError, ModuleNotFoundError, AttributeError) as error:
        reason = str(error).strip().splitlines()[0]
        raise WeightsError(
            f"{path} is no network of Ultralytics {ultralytics.__version__} "
            f"({reason}); give another file for {NAME!r}."
        ) from error
    if network.task != "pose":
        raise WeightsError(
            f"{path} is a network for {network.task!r}, which gives no poses; "
            "give one whose name ends in -pose."
        )
    return network


def read_poses(
    boxes: NDArray[np.float32],
    keypoints: NDArray[np.float32],
    width_px: int,
    height_px: int,
) -> FramePoses:
    """Return the poses that Ultralytics' result for a picture means.

    Ultralytics moves what lies outside the picture to its border; these keypoints
    are not found (NaN).

    Parameters
    ----------
    boxes
        Shape (n_people, 6): left, top, right, bottom (px), score and class.
    keypoints
        Shape (n_people, n_keypoints, 2 or 3): x, y (px) and, when the network
        gives it, visibility; else the score of the box is the confidence.
    width_px, height_px
        Width and height of the picture.

    """
    n_keypoints = keypoints.shape[1]
    if not len(boxes):
        return nobody(n_keypoints)
    if keypoints.shape[2] == 3:
        confidence = keypoints[..., 2]
    else:
        confidence = np.repeat(boxes[:, 4:5], n_keypoints, axis=1)
    xy_px = only_inside(keypoints[..., :2], width_px, height_px)
    return FramePoses(xy_px.astype(np.float32), confidence, box_px=boxes[:, :4])


def _downloaded(path: Path) -> Path:
    """Return the file after downloading it where it was missing.

    Raises
    ------
    WeightsError
        If there is no such file to download, or no network.

    """
    if path.is_file():
        return path
    from ultralytics.utils.downloads import attempt_download_asset

    make_folder(path.parent)
    try:
        attempt_download_asset(path)
    except (OSError, RuntimeError) as error:
        path.unlink(missing_ok=True)
        reason = str(error).strip() or type(error).__name__
        raise WeightsError(
            f"{path.name} could not be downloaded ({reason}); fetch it elsewhere and "
            f"put it into {path.parent}."
        ) from error
    if not path.is_file():
        raise WeightsError(
            f"Ultralytics publishes no {path.name}; name one of its pose networks, "
            "for example yolo11n-pose.pt."
        )
    return path
