"""MPII human pose annotations, whatever layout they come in."""

from pathlib import Path

from midstance.errors import FormatError
from midstance.formats.datasets.labelled_people import LabelledImage
from midstance.formats.datasets.mpii_json import read_mpii_json
from midstance.formats.datasets.mpii_mat import read_mpii_mat


def read_mpii(path: Path) -> list[LabelledImage]:
    """Read ``mpii_human_pose_v1_u12_1.mat`` or one of the JSON layouts.

    Raises
    ------
    FormatError
        If the file is missing, or is none of these.

    """
    suffix = path.suffix.lower()
    if suffix == ".mat":
        return read_mpii_mat(path)
    if suffix == ".json":
        return read_mpii_json(path)
    raise FormatError(f"MPII annotations are a .mat or a .json file, got {path.name}.")
