import io
import zipfile

import numpy as np
import pytest

from midstance.errors import FormatError
from midstance.formats.npz import load_npz, npz_names


def member(shape, n_bytes):
    """An array file that claims a shape and holds so many bytes."""
    held = io.BytesIO()
    about = {"descr": "<f8", "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(held, about)
    return held.getvalue() + bytes(n_bytes)


def test_arrays_come_back_all_or_some(tmp_path):
    np.savez(tmp_path / "a.npz", one=np.arange(3), two=np.ones(2))
    assert set(load_npz(tmp_path / "a.npz", "arrays")) == {"one", "two"}
    assert set(load_npz(tmp_path / "a.npz", "arrays", only=("two",))) == {"two"}
    assert npz_names(tmp_path / "a.npz") == {"one", "two"}


def test_names_of_something_else_are_none(tmp_path):
    (tmp_path / "a.npz").write_bytes(b"PK nothing")
    assert npz_names(tmp_path / "a.npz") == frozenset()
    assert npz_names(tmp_path / "nowhere.npz") == frozenset()


def test_an_array_that_claims_more_than_is_there_takes_no_memory(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as file:
        file.writestr("x.npy", member((10**7, 10**5), 80))
    with pytest.raises(FormatError, match="x claims 8000000000000 bytes, and"):
        load_npz(tmp_path / "a.npz", "arrays")


def test_a_small_file_that_unpacks_to_gigabytes_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.npz", "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("x.npy", member((40_000_000,), 320_000_000))
    assert (tmp_path / "a.npz").stat().st_size < 500_000
    with pytest.raises(FormatError, match=r"would unpack to 0\.3 GB"):
        load_npz(tmp_path / "a.npz", "arrays")


def test_python_objects_are_not_unpacked_unless_trusted(tmp_path):
    np.savez(tmp_path / "a.npz", x=np.array({"a": 1}, dtype=object))
    with pytest.raises(FormatError, match="is not arrays"):
        load_npz(tmp_path / "a.npz", "arrays")
    held = load_npz(tmp_path / "a.npz", "arrays", is_trusted=True)
    assert held["x"].item() == {"a": 1}


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_a_file_cut_short_is_refused(tmp_path, share):
    np.savez(tmp_path / "a.npz", one=np.arange(300))
    stored = (tmp_path / "a.npz").read_bytes()
    (tmp_path / "a.npz").write_bytes(stored[: int(share * len(stored))])
    with pytest.raises(FormatError, match="is not arrays: it is damaged or cut short"):
        load_npz(tmp_path / "a.npz", "arrays")
