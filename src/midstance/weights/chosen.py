"""Networks whose file and skeleton are the user's choice: found, and fit together."""

from pathlib import Path

from midstance.errors import ConfigError, WeightsError
from midstance.schema.skeletons import get_skeleton
from midstance.weights.added import added_files
from midstance.weights.published import weights_folder


def chosen_file(weights: Path | None, *, backend: str) -> dict[str, Path]:
    """Return the network that `weights` means, under ``"network"``.

    Parameters
    ----------
    weights
        A path, or the name of a file in the backend's folder of weights; None:
        what was added.
    backend
        Name of the pose backend.

    Returns
    -------
    dict
        Empty when nothing is named and nothing was added.

    Raises
    ------
    WeightsError
        If there is no such file, or what was added is gone or another file.

    """
    if weights is None:
        added = added_files(backend, "network")
        return {"network": added[0]} if added else {}
    folder = weights_folder() / backend
    for path in (weights.expanduser(), folder / weights):
        if path.is_file():
            return {"network": path}
    raise WeightsError(
        f"There is no file {weights}, nor one of that name in {folder}, and nothing "
        "is downloaded unasked; give a file that is there.",
        remedy="how_to_get_weights",
        facts={"name": backend},
    )


def require_file(files: dict[str, Path], *, backend: str, how: str) -> Path:
    """Return the network of `files`.

    Parameters
    ----------
    files
        As `chosen_file` gives them.
    backend
        Name of the pose backend.
    how
        How to get weights, for messages.

    Raises
    ------
    WeightsError
        If there is none, or it is not there.

    """
    path = files.get("network")
    if path is None:
        problem = f"{backend} has no weights yet; {how}"
    elif not path.is_file():
        problem = f"There is no file {path}; {how}"
    else:
        return path
    raise WeightsError(problem, remedy="add_weights", facts={"name": backend})


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
