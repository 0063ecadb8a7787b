"""A pose backend from nothing: MoveNet in the ONNX format, in one file.

Put such a file into ``src/midstance/pose`` and it is a backend like any other;
``tests/pose/test_base.py`` then holds it to the contract. Or import it in a script
of yours before you call midstance::

    import midstance as ms
    import pose_backend

    settings = {"name": "movenet", "params": {"weights": "movenet.onnx"}}
    ms.analyze("run.mp4", config=ms.Config(pose=settings))

"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from midstance.pose.base import Estimate, FramePoses, backends, nobody
from midstance.pose.images.letterbox import Letterbox
from midstance.pose.runtimes.onnx import OnnxNetwork
from midstance.weights.added import Needs
from midstance.weights.chosen import chosen_file, require_file

NAME = "movenet"


# 1. The settings: a frozen dataclass under a name. Its annotations are checked
#    before anything runs, and the same names work in a settings file and as
#    --pose-param KEY=VALUE.
@backends.register(NAME)
@dataclass(frozen=True)
class MoveNet:
    """MoveNet single-pose, 17 keypoints of one person.

    Parameters
    ----------
    weights
        The ``.onnx`` file.
    threshold
        Mean score of the keypoints from which there is a person.

    """

    # 2. What `midstance doctor` says when something is missing.
    needs: ClassVar[Needs] = Needs(
        licence="Apache-2.0",
        how="get MoveNet as ONNX and name it: --pose-param weights=FILE",
        library="onnxruntime",
        install="pip install 'midstance[onnx]'",
    )

    # 3. The skeleton: one of midstance.schema.skeletons. The rest of midstance
    #    knows keypoints by name only, and does without those it has not.
    skeleton: ClassVar[str] = "coco-17"

    weights: Path | None = None
    threshold: Annotated[float, Field(gt=0, lt=1)] = 0.3

    def files(self) -> dict[str, Path]:
        """Return the weights; an analysis keeps their hash."""
        return chosen_file(self.weights, backend=NAME)

    # 4. The session: the network lives only in here.
    @contextmanager
    def session(self) -> Iterator[Estimate]:
        """Load the network; frames are RGB."""
        path = require_file(self.files(), backend=NAME, how=self.needs.how)
        network = OnnxNetwork(path, backend=NAME, n_threads=2)
        side = next(iter(network.inputs.values()))[1] or 192

        def estimate(image: NDArray[np.uint8]) -> FramePoses:
            frame = Letterbox.centred((image.shape[1], image.shape[0]), (side, side))
            output = next(iter(network(prepare(image, frame)).values()))
            return decode(output[0, 0], frame, self.threshold)

        yield estimate


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
