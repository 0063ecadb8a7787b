import pickle

import h5py
import numpy as np
import pandas as pd
import pytest

from midstance.errors import FormatError, MissingSettingError
from midstance.formats.base import Told
from midstance.formats.choose import identify, read_points
from midstance.formats.poses.deeplabcut_h5 import read_deeplabcut_h5

LEVELS = ["scorer", "individuals", "bodyparts", "coords"]
COORDS = ["x", "y", "likelihood"]


def table(people=None):
    parts = [["net"], ["hip", "knee"], COORDS]
    names = [name for name in LEVELS if people or name != "individuals"]
    if people:
        parts.insert(1, people)
    columns = pd.MultiIndex.from_product(parts, names=names)
    values = np.arange(1.0, 1 + 3 * len(columns)).reshape(3, -1)
    values[:, 2::3] = 0.5
    values[1, 3:5] = np.nan
    return pd.DataFrame(values, columns=columns)


@pytest.mark.filterwarnings("ignore")
def written(path, frame, **more):
    pytest.importorskip("tables")
    frame.to_hdf(
        path, **{"key": "df_with_missing", "format": "table", **more}, mode="w"
    )
    return path


@pytest.mark.parametrize("people", [None, ["anna", "bo"]])
def test_a_table_that_pandas_wrote_is_read(tmp_path, people):
    frame = table(people)
    path = written(tmp_path / "a.h5", frame)
    assert identify(path)[0] == "deeplabcut-h5"
    tracks = read_points(path, Told(rate_hz=10.0))
    who = people or ["person-1"]
    assert tracks["individual"].to_numpy().tolist() == who
    for person in who:
        own = frame["net"][person] if people else frame["net"]
        for part in ("hip", "knee"):
            at = tracks.sel(keypoint=part, individual=person)
            np.testing.assert_equal(at["position"].to_numpy(), own[part][["x", "y"]])
    assert float(tracks["confidence"][0, 0, 0]) == 0.5


def test_frames_that_are_left_out_are_gaps(tmp_path):
    frame = table()
    frame.index = [0, 1, 4]
    tracks = read_deeplabcut_h5(written(tmp_path / "a.h5", frame), rate_hz=10.0)
    assert tracks.sizes["time"] == 5
    assert np.isnan(tracks["position"].to_numpy()[2:4]).all()


def test_the_rate_has_to_be_told(tmp_path):
    with pytest.raises(MissingSettingError, match="give the rate"):
        read_points(written(tmp_path / "a.h5", table()))


def test_code_in_the_names_of_columns_does_not_run(tmp_path):
    path = written(tmp_path / "a.h5", table())
    marker = tmp_path / "ran"

    class Harm:
        def __reduce__(self):
            return (open, (str(marker), "w"))

    with h5py.File(path, "r+") as file:
        held = file["df_with_missing/table"].attrs
        held["values_block_0_kind"] = np.bytes_(pickle.dumps(Harm(), protocol=0))
    with pytest.raises(FormatError, match="damaged or of another kind"):
        read_deeplabcut_h5(path, rate_hz=10.0)
    assert not marker.exists()


def test_what_is_no_such_table_is_said(tmp_path):
    path = written(tmp_path / "fixed.h5", table(), format="fixed")
    with pytest.raises(FormatError, match="it holds no table"):
        read_deeplabcut_h5(path, rate_hz=10.0)
    other = written(tmp_path / "other.h5", pd.DataFrame({"a": [1.0]}))
    with pytest.raises(FormatError, match="not named by scorer"):
        read_deeplabcut_h5(other, rate_hz=10.0)
