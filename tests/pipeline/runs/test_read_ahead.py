import subprocess
import sys

import pytest

from midstance.pipeline.runs.read_ahead import AFTER_POSES, REPORT, reading_ahead

LOADED = """
import sys
import midstance.pipeline.folder
print([name for name in {names} if name in sys.modules])
"""


def test_what_is_read_ahead_is_not_read_before():
    names = (*REPORT, "scipy.interpolate", "scipy.optimize", "scipy.signal")
    done = subprocess.run(
        [sys.executable, "-c", LOADED.format(names=names)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"


def test_everything_is_there_afterwards():
    with reading_ahead(*AFTER_POSES, *REPORT):
        pass
    assert {*AFTER_POSES, *REPORT} <= sys.modules.keys()


def test_what_cannot_be_read_and_what_fails_inside_are_told_by_who_needs_them():
    with pytest.raises(ZeroDivisionError), reading_ahead("no_such_library"):
        raise ZeroDivisionError
