import numpy as np
import pandas as pd
import pytest

from midstance.errors import FormatError
from midstance.formats.motion.mot import read_mot, write_mot


def test_curves_come_back_with_their_gaps(tmp_path):
    curves = pd.DataFrame(
        {"knee_flexion_left": [1.5, np.nan, 3.0], "trunk_lean": [0.0, -7.25, 1e3]},
        index=[0.0, 0.01, 0.025],
    )
    write_mot(curves, tmp_path / "a.mot")
    pd.testing.assert_frame_equal(read_mot(tmp_path / "a.mot"), curves)


def test_the_header_counts_rows_and_columns(tmp_path):
    write_mot(pd.DataFrame({"a": [1.0, 2.0]}, index=[0.0, 1.0]), tmp_path / "a.mot")
    lines = (tmp_path / "a.mot").read_text().splitlines()
    assert {"nRows=2", "nColumns=2", "inDegrees=yes"} <= set(lines[:6])


def test_radians_are_refused(tmp_path):
    write_mot(pd.DataFrame({"a": [1.0]}, index=[0.0]), tmp_path / "a.mot")
    text = (tmp_path / "a.mot").read_text().replace("inDegrees=yes", "inDegrees=no")
    (tmp_path / "a.mot").write_text(text)
    with pytest.raises(FormatError, match="must say inDegrees=yes"):
        read_mot(tmp_path / "a.mot")


@pytest.mark.parametrize("text", ["", "endheader\n", "endheader\ntime a\n0 x\n"])
def test_something_else_is_refused(tmp_path, text):
    (tmp_path / "a.mot").write_text(text)
    with pytest.raises(FormatError, match="is not a MOT or STO file"):
        read_mot(tmp_path / "a.mot")
