"""The tree keeps its shape: a test per module, no module too long."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "midstance"
MODULES = sorted(
    path.relative_to(SOURCE)
    for path in SOURCE.rglob("*.py")
    if path.name != "__init__.py"
)


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_module_has_a_test_file_at_the_same_place(module):
    mirror = ROOT / "tests" / module.parent / f"test_{module.name}"
    assert mirror.is_file(), f"write {mirror.relative_to(ROOT)}"


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_module_is_short_enough_to_read_in_one_sitting(module):
    n_lines = len((SOURCE / module).read_text("utf-8").splitlines())
    assert n_lines <= 400, f"{module} has {n_lines} lines; split it"
