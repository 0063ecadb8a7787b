"""Networks of one kind with weights of the user's own: a file, and what it must fit."""

from pathlib import Path

from midstance.assets import weights_folder
from midstance.errors import ConfigError, WeightsError
from midstance.schema.skeletons import get_skeleton


def find_file(weights: Path | None, *, backend: str, example: str) -> Path:
    """Return the file that `weights` means.

    Parameters
    ----------
    weights
        A path, or the name of a file in the backend's folder of weights; None
        when the user named none.
    backend
        Name of the pose backend.
    example
        How a file for it might be called, for messages.

    Raises
    ------
    WeightsError
        If none is named or it is not there.

    """
    if weights is None:
        raise WeightsError(
            f"Pose backend {backend!r} comes without weights; name a file of your "
            f"own in its settings, for example: weights = {example!r}"
        )
    kept = weights_folder() / backend
    for path in (weights.expanduser(), kept / weights):
        if path.is_file():
            return path
    raise WeightsError(
        f"The weights of {backend!r} should be in {weights} or in {kept}, but "
        "neither holds such a file; nothing is downloaded unasked, so put it there."
    )


def require_keypoints(n_found: int, skeleton: str, *, backend: str) -> None:
    """Make sure that a network gives the keypoints of the skeleton it is said to.

    Raises
    ------
    ConfigError
        If it gives another number of them.

    """
    n_expected = len(get_skeleton(skeleton).keypoints)
    if n_found != n_expected:
        raise ConfigError(
            f"Pose backend {backend!r}: the network gives {n_found} keypoints, the "
            f"skeleton {skeleton!r} has {n_expected}; set skeleton to the one that "
            "the network was trained for."
        )
