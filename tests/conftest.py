"""Fixtures shared by all tests."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """The folder of recordings with truth; they are not part of the project."""
    folder = Path(os.environ.get("MIDSTANCE_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("reference recordings are not here; MIDSTANCE_DATA names them")
    return folder
