import extras
import pytest


def test_every_extra_has_a_use():
    assert set(extras.extras()) == set(extras.USES) - {""}


def test_the_size_of_a_file_at_hand_is_known(tmp_path):
    (tmp_path / "a.whl").write_bytes(bytes(2_000_000))
    assert extras.size_mb((tmp_path / "a.whl").as_uri()) == pytest.approx(2.0)
    assert extras.size_mb(tmp_path.as_uri()) == 0.0
