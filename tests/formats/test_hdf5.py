import h5py

from midstance.formats.hdf5 import hdf5_names


def test_the_names_at_the_top_are_known(tmp_path):
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["position"] = [1.0]
        file.create_group("more")
    head = (tmp_path / "a.h5").read_bytes()[:4096]
    assert hdf5_names(tmp_path / "a.h5", head) == {"position", "more"}


def test_a_damaged_or_other_file_has_none(tmp_path):
    head = b"\x89HDF\r\n\x1a\n" + bytes(100)
    (tmp_path / "a.h5").write_bytes(head)
    assert hdf5_names(tmp_path / "a.h5", head) == frozenset()
    assert hdf5_names(tmp_path / "a.h5", b"text") == frozenset()
