"""The tree keeps its shape: a test per module, no module too long."""

from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "midstance"
MODULES = sorted(
    path.relative_to(SOURCE)
    for path in SOURCE.rglob("*.py")
    if path.name != "__init__.py"
)

MOST_MODULES = 12
"""More in one folder are hard to take in at a glance."""
LISTS = {"checks", "cli", "metrics", "schema"}
"""One rule, one command, one family of metrics, one contract a file: entries that are
alike."""


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_module_has_a_test_file_at_the_same_place(module):
    mirror = ROOT / "tests" / module.parent / f"test_{module.name}"
    assert mirror.is_file(), f"write {mirror.relative_to(ROOT)}"


def test_only_the_ground_lies_loose_at_the_top():
    loose = {path.stem for path in SOURCE.glob("*.py")} - {"__init__", "__main__"}
    assert loose == {"config", "errors", "files", "registry"}


def test_a_folder_of_many_modules_has_rooms_of_its_own():
    folders = Counter(module.parent for module in MODULES)
    crowded = {
        str(folder): n
        for folder, n in folders.items()
        if n > MOST_MODULES and str(folder) not in LISTS
    }
    assert not crowded, f"sort these into sub-folders: {crowded}"


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_module_is_short_enough_to_read_in_one_sitting(module):
    n_lines = len((SOURCE / module).read_text("utf-8").splitlines())
    assert n_lines <= 400, f"{module} has {n_lines} lines; split it"
