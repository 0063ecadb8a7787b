import numpy as np

from midstance.activity.looks import Looks


def filled(path, names, key="one"):
    looks = Looks(path, 2, key)
    for number, name in enumerate(names):
        looks.add(name, np.full((1, 16, 2), number), np.array([number, 0.0]))
    return looks


def test_what_was_saved_is_there_again_under_the_same_key(tmp_path):
    filled(tmp_path / "a.npz", ["x", "y"]).save()
    again = Looks(tmp_path / "a.npz", 2, "one")
    assert again.names == ["x", "y"]
    assert again.probabilities().tolist() == [[0, 0], [1, 0]]
    assert again.people().shape == (2, 2, 16, 2)
    assert np.isnan(again.people()[:, 1]).all()
    assert Looks(tmp_path / "a.npz", 2, "two").names == []


def test_what_is_kept_has_the_order_that_was_asked_for(tmp_path):
    looks = filled(tmp_path / "a.npz", ["x", "y", "z"])
    looks.keep(["z", "w", "x"])
    assert looks.names == ["z", "x"]
    assert looks.probabilities()[:, 0].tolist() == [2, 0]
    assert looks.people()[:, 0, 0, 0].tolist() == [2, 0]


def test_a_damaged_file_is_begun_anew(tmp_path):
    (tmp_path / "a.npz").write_bytes(b"no")
    assert Looks(tmp_path / "a.npz", 2, "one").names == []
