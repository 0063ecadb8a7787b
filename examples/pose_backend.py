"""A pose backend from nothing: MoveNet in the ONNX format, in one file.

Import such a file in a script of yours before you call midstance, or let an
installed package name it as an entry point of the group ``midstance.backends``::

    import midstance as ms
    import pose_backend

    settings = {"name": "movenet", "params": {"weights": "movenet.onnx"}}
    ms.analyze("run.mp4", config=ms.Config(pose=settings))

"""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from midstance.plugins import (
    EachFrameAlone,
    FramePoses,
    Letterbox,
    Needs,
    OnnxNetwork,
    PoseSession,
    UserNetwork,
    WeightsError,
    backends,
    nobody,
    onnx_needs,
)

NAME = "movenet"


# 1. The settings: a frozen dataclass under a name. Its annotations are checked
#    before anything runs, and the same names work in a settings file and as
#    --pose-param KEY=VALUE.
@backends.register(NAME)
@dataclass(frozen=True)
class MoveNet(UserNetwork):
    """MoveNet single-pose, 17 keypoints of one person.

    Parameters
    ----------
    weights
        The ``.onnx`` file, by path or by its name in the folder of weights; None:
        what was added by ``midstance weights add movenet``.
    threshold
        Mean score of the keypoints from which there is a person.

    """

    # 2. What `midstance doctor` says when something is missing.
    name: ClassVar[str] = NAME
    needs: ClassVar[Needs] = onnx_needs(
        licence="Apache-2.0",
        how="get MoveNet as ONNX, then: midstance weights add movenet FILE",
    )

    threshold: Annotated[float, Field(gt=0, lt=1)] = 0.3

    # 3. The skeleton: one of midstance.schema.skeletons. The rest of midstance
    #    knows keypoints by name only, and does without those it has not.
    @classmethod
    def skeleton_of(cls, path: Path) -> str:
        """Return the skeleton of the network in a file."""
        shapes = OnnxNetwork(path, backend=NAME, n_threads=1).outputs.values()
        if list(shapes) != [(1, 1, 17, 3)]:
            raise WeightsError(f"{path} should be a MoveNet; give another file.")
        return "coco-17"

    # 4. The network at work. One that remembers earlier frames would be a
    #    PoseSession of its own.
    def start(self, path: Path) -> PoseSession:
        """Return the network in a file, at work."""
        network = OnnxNetwork(path, backend=NAME, n_threads=2)
        side = next(iter(network.inputs.values()))[1] or 192

        def estimate(image: NDArray[np.uint8]) -> FramePoses:
            frame = Letterbox.centred((image.shape[1], image.shape[0]), (side, side))
            output = next(iter(network(prepare(image, frame)).values()))
            return decode(output[0, 0], frame, self.threshold)

        return EachFrameAlone(estimate)


# 5. What goes in, and 6. what comes out, each testable without the network.
def prepare(image: NDArray[np.uint8], frame: Letterbox) -> NDArray[np.float32]:
    """Return the picture as the network takes it, shape (1, height, width, 3)."""
    return frame.draw(image)[None].astype(np.float32)


def decode(
    keypoints: NDArray[np.float32], frame: Letterbox, threshold: float
) -> FramePoses:
    """Return the person that the network's numbers mean.

    Parameters
    ----------
    keypoints
        Shape (17, 3): y and x as shares of the input, and the score.
    frame
        How the picture was shown.
    threshold
        Mean score below which there is nobody. That is an empty result, never a
        pose full of zeros.

    """
    score = keypoints[:, 2]
    if score.mean() < threshold:
        return nobody(len(keypoints))
    xy_px = frame.to_picture(keypoints[:, 1::-1] * frame.frame_px)
    return FramePoses(
        xy_px[None].astype(np.float32), score[None].clip(0, 1).astype(np.float32)
    )
