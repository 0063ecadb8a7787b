"""Keypoint R-CNN of torchvision: boxes first, then a heat map for each keypoint.

References
----------
.. [1] K. He et al., *Mask R-CNN*, 2017. Differences: confidence is the share of
   the heat in the best cell (see `midstance.kernels.images.peak_share`), where
   torchvision gives the bare logit.

"""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from midstance.errors import MissingDependencyError, WeightsError
from midstance.files import DAMAGED
from midstance.kernels.images.peak_share import as_confidence, peak_share
from midstance.pose.base import (
    EachFrameAlone,
    FramePoses,
    Needs,
    PoseSession,
    backends,
)
from midstance.pose.runtimes.torch_device import Device, torch_device
from midstance.pose.user_network import UserNetwork
from midstance.schema.poses import only_inside
from midstance.weights.chosen import require_keypoints

NAME = "keypoint_rcnn"
_HEAT = "roi_heads.keypoint_predictor.kps_score_lowres.bias"


@backends.register(NAME)
@dataclass(frozen=True)
class KeypointRcnn(UserNetwork):
    """Keypoint R-CNN with a ResNet-50 and a feature pyramid, as torchvision has it.

    Parameters
    ----------
    weights
        The ``.pth`` file of torchvision (a state dict), by path or by its name in
        the folder of weights; None: what was added by
        ``midstance weights add keypoint_rcnn``.
    skeleton
        The keypoints that the network was trained for.
    max_people
        How many people to give at most, surest first.
    detection_threshold
        Score above which a box is a person.
    same_person_overlap
        Overlap of two boxes above which they are one person found twice.
    input_px
        Shorter side of the picture as the network sees it.
    device
        Where the network runs: ``"cpu"`` or ``"gpu"``.

    """

    name: ClassVar[str] = NAME
    can_begin_anywhere: ClassVar[bool] = True
    needs: ClassVar[Needs] = Needs(
        licence="BSD-3-Clause",
        how="get keypointrcnn_resnet50_fpn_coco-fc266e95.pth of torchvision, and add "
        "it.",
        weights=("network",),
        library="torchvision",
        install="pip install 'midstance[rcnn]'",
    )

    skeleton: str = "coco-17"
    max_people: Annotated[int, Field(ge=1)] = 10
    detection_threshold: Annotated[float, Field(gt=0, lt=1)] = 0.7
    same_person_overlap: Annotated[float, Field(gt=0, lt=1)] = 0.5
    input_px: Annotated[int, Field(ge=64)] = 800
    device: Device = "cpu"

    @classmethod
    def skeleton_of(cls, path: Path) -> str:
        """Return how many keypoints the network in a file gives."""
        return f"{count_keypoints(read_state(path), path)} keypoints"

    def start(self, path: Path) -> PoseSession:
        """Return the network in a file, at work."""
        detection = _detection()
        import torch

        device = torch_device(self.device, backend=NAME)
        network = self._network(detection, path).to(device)
        heat: list[Any] = []
        # torchvision keeps the maps to itself; the last of them is of this frame.
        network.roi_heads.keypoint_predictor.register_forward_hook(
            lambda _module, _given, maps: heat.append(maps)
        )

        def estimate(image: NDArray[np.uint8]) -> FramePoses:
            shown = torch.from_numpy(np.ascontiguousarray(image.transpose(2, 0, 1)))
            with torch.inference_mode():
                found = network([shown.to(device).float() / 255])[0]
            return read_poses(
                found["boxes"].cpu().numpy(),
                found["keypoints"][..., :2].cpu().numpy(),
                heat.pop().cpu().numpy(),
                image.shape[1],
                image.shape[0],
            )

        return EachFrameAlone(estimate)

    def _network(self, detection: Any, path: Path) -> Any:  # noqa: ANN401
        state = read_state(path)
        n_keypoints = count_keypoints(state, path)
        require_keypoints(n_keypoints, self.skeleton, backend=NAME)
        network = detection.keypointrcnn_resnet50_fpn(
            weights=None,
            weights_backbone=None,
            num_keypoints=n_keypoints,
            box_score_thresh=self.detection_threshold,
            box_nms_thresh=self.same_person_overlap,
            box_detections_per_img=self.max_people,
            min_size=self.input_px,
        )
        try:
            network.load_state_dict(state)
        except RuntimeError as error:
            raise WeightsError(
                f"{path} does not fit torchvision's keypointrcnn_resnet50_fpn; "
                "give weights of that network."
            ) from error
        return network.eval()


def read_state(path: Path) -> dict[str, Any]:
    """Return the weights in a file; code that it may hold is not run.

    Raises
    ------
    WeightsError
        If the file holds no weights of PyTorch.

    """
    import torch

    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except DAMAGED as error:
        raise WeightsError(
            f"{path} holds no weights of PyTorch; give a .pth file with a state dict."
        ) from error
    return state if isinstance(state, dict) else {}


def count_keypoints(state: dict[str, Any], path: Path) -> int:
    """Return how many keypoints a Keypoint R-CNN of these weights gives.

    Raises
    ------
    WeightsError
        If the weights are of another network.

    """
    if _HEAT not in state:
        raise WeightsError(
            f"{path} holds no Keypoint R-CNN; give the state dict of torchvision's "
            "keypointrcnn_resnet50_fpn."
        )
    return int(state[_HEAT].shape[0])


def read_poses(
    boxes: NDArray[np.float32],
    xy_px: NDArray[np.float32],
    heat: NDArray[np.float32],
    width_px: int,
    height_px: int,
) -> FramePoses:
    """Return the poses that the network's result for a picture means.

    Parameters
    ----------
    boxes
        Shape (n_people, 4): left, top, right, bottom (px).
    xy_px
        Shape (n_people, n_keypoints, 2).
    heat
        Shape (n_people, n_keypoints, height, width): logits.
    width_px, height_px
        Width and height of the picture.

    """
    seen = only_inside(xy_px, width_px, height_px).astype(np.float32)
    confidence = as_confidence(peak_share(heat)).astype(np.float32)
    return FramePoses(seen, confidence, box_px=boxes)


def _detection() -> Any:  # noqa: ANN401
    try:
        from torchvision.models import detection
    except (ImportError, RuntimeError) as error:
        raise MissingDependencyError(
            f"Pose backend {NAME!r} needs torchvision in the release that belongs to "
            f"the installed PyTorch ({error}); install both with: "
            "pip install 'midstance[rcnn]'"
        ) from error
    return detection
