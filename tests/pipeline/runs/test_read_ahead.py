import subprocess
import sys

import pytest

from midstance.pipeline.runs.read_ahead import (
    AFTER_POSES,
    REPORT,
    SAVING,
    reading_ahead,
)

LOADED = """
import sys
import midstance.pipeline.folder
print([name for name in {names} if name in sys.modules])
"""


def test_what_is_read_ahead_is_not_read_before():
    names = (*REPORT, *SAVING, "scipy.interpolate", "scipy.optimize", "scipy.signal")
    done = subprocess.run(
        [sys.executable, "-c", LOADED.format(names=names)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"


def test_everything_is_there_afterwards():
    with reading_ahead(*AFTER_POSES, *SAVING, *REPORT):
        pass
    assert {*AFTER_POSES, *SAVING, *REPORT} <= sys.modules.keys()


AFTERWARDS = """
import sys
from pathlib import Path
import midstance as ms
from midstance.pipeline.folder import compile_templates
from midstance.pipeline.runs.read_ahead import *
from midstance.report.write import write_page

folder = Path(sys.argv[1])
with reading_ahead(*AFTER_POSES, *SAVING, *REPORT, load_plugins, compile_templates):
    pass
before = set(sys.modules)
analysis = ms.example()
from midstance.pipeline.analyze import curate
curate(analysis, analysis.edits).save(folder)
write_page(analysis, folder / "report.html")
print(*sorted(set(sys.modules) - before))
"""


def test_little_is_read_when_the_network_is_done(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", AFTERWARDS, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
    )
    large = ("matplotlib", "scipy", "h5py", "h5netcdf", "jinja2")
    large += ("midstance.metrics", "midstance.events", "midstance.cleaning")
    late = [name for name in done.stdout.split() if name.startswith(large)]
    assert len(late) < 3, late


def test_what_cannot_be_read_and_what_fails_inside_are_told_by_who_needs_them():
    with pytest.raises(ZeroDivisionError), reading_ahead("no_such_library"):
        raise ZeroDivisionError
