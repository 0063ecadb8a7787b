import json

import pytest

from midstance.errors import FormatError
from midstance.formats.datasets.mpii import read_mpii


def test_the_suffix_says_how_it_is_read(tmp_path):
    row = {"image": "a.jpg", "joints": [[1, 2]] * 16, "joints_vis": [1] * 16}
    (tmp_path / "a.JSON").write_text(json.dumps([row]), "utf-8")
    assert read_mpii(tmp_path / "a.JSON")[0].people[0].xy_px[0].tolist() == [1, 2]
    (tmp_path / "a.mat").write_text("no", "utf-8")
    with pytest.raises(FormatError, match=r"a\.mat is not a MATLAB file"):
        read_mpii(tmp_path / "a.mat")


def test_missing_and_other_files_are_named(tmp_path):
    for name in ("a.json", "a.mat"):
        with pytest.raises(FormatError, match="No MPII annotations at"):
            read_mpii(tmp_path / name)
    with pytest.raises(FormatError, match=r"a \.mat or a \.json file, got a\.csv"):
        read_mpii(tmp_path / "a.csv")
