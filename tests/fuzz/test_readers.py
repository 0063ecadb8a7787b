"""A reader returns what is in a file, or says in one sentence why it cannot."""

import importlib.util
import os
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from midstance.errors import MidstanceError
from midstance.formats.base import PoseFrames, formats
from midstance.schema.tracks import validate_tracks

_SPEC = importlib.util.spec_from_file_location(
    "fuzz_samples", Path(__file__).with_name("samples.py")
)
_MODULE = importlib.util.module_from_spec(_SPEC)
sys.modules["fuzz_samples"] = _MODULE
_SPEC.loader.exec_module(_MODULE)

READERS = sorted(
    {name for name in formats.names() if formats.get(name).can_read()}
    | {"events", "edits", "subjects", "settings", "c3d-events", "pose-log"}
    | {"plate-trial", "mpii-json", "pose-samples"}
)
# Each look at a Parquet file is a process of its own: only when there is time.
CHANGED = [
    name
    for name in READERS
    if name != "parquet" or os.environ.get("HYPOTHESIS_PROFILE") == "fuzz"
]
PIECES = (
    *(b"", b"\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\x7f", b"\x00\x00\xc0\x7f"),
    *(b"nan", b"-1", b"1e999", b"-inf", b"9" * 400, b"0,5", b";", b",", b"\t", b"\n"),
    *(
        b"[" * 3000,
        b'{"a":' * 3000,
        b'"',
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xfc",
        b"null",
    ),
)


@st.composite
def changes(draw):
    """Changes to the content of a file: cut, overwritten, pieces put in or doubled."""
    where = st.floats(0, 1, exclude_max=True)
    return draw(
        st.lists(
            st.one_of(
                st.tuples(st.just("cut"), where, where),
                st.tuples(st.just("set"), where, st.binary(min_size=1, max_size=8)),
                st.tuples(st.just("put"), where, st.integers(0, len(PIECES) - 1)),
                st.tuples(st.just("head"), st.floats(0, 0.05), st.binary(max_size=4)),
                st.tuples(st.just("double"), where, where),
                st.tuples(st.just("end"), where, st.none()),
            ),
            min_size=1,
            max_size=5,
        )
    )


def changed(content, steps):
    """Return `content` after some changes."""
    for kind, at, what in steps:
        begin = int(at * len(content))
        if kind == "cut":
            content = content[:begin] + content[begin + int(what * 64) :]
        elif kind in ("set", "head"):
            content = content[:begin] + what + content[begin + len(what) :]
        elif kind == "put":
            content = content[:begin] + PIECES[what] + content[begin:]
        elif kind == "double":
            part = content[begin : begin + 1 + int(what * 200)]
            content = content[:begin] + part + content[begin:]
        else:
            content = content[:begin]
    return content


@pytest.fixture(scope="session")
def samples(tmp_path_factory):
    return _MODULE.samples(tmp_path_factory.mktemp("samples"))


def test_every_reader_has_a_sample_that_it_reads(samples, tmp_path):
    assert sorted(samples) == READERS
    for name, sample in samples.items():
        if name != "detectron2":  # holds Python objects, and is not trusted
            check(sample, sample.content, tmp_path / name, must_read=True)


@pytest.mark.parametrize("name", CHANGED)
@given(steps=changes())
def test_changed_content_is_read_or_refused(samples, tmp_path_factory, name, steps):
    sample = samples[name]
    check(sample, changed(sample.content, steps), tmp_path_factory.getbasetemp() / name)


@pytest.mark.parametrize("name", READERS)
@given(content=st.one_of(st.binary(max_size=300), st.text(max_size=300)))
def test_any_content_is_read_or_refused(samples, tmp_path_factory, name, content):
    stored = content if isinstance(content, bytes) else content.encode()
    check(samples[name], stored, tmp_path_factory.getbasetemp() / name)


def check(sample, content, folder, *, must_read=False):
    path = folder / sample.name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    if must_read:
        assert_is_sound(sample.read(path))
        return
    try:
        found = sample.read(path)
    except MidstanceError as error:
        said = str(error)
    else:
        assert_is_sound(found)
        return
    assert said.endswith((".", "?", '."'))
    assert len(said) < 1000


def assert_is_sound(found):
    if isinstance(found, xr.Dataset):
        validate_tracks(found)
        assert not np.isinf(found["position"].to_numpy()).any()
        assert np.isfinite(found["time"].to_numpy()).all()
    elif isinstance(found, PoseFrames):
        assert found.time_s is None or len(found.time_s) == len(found.poses)
        for pose in found.poses:
            assert not np.isinf(pose.xy_px).any()
    elif isinstance(found, pd.DataFrame) and "time_s" in found:
        assert not np.isinf(found["time_s"].to_numpy(dtype=float)).any()
