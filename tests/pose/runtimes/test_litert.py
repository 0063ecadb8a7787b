import pytest

from midstance.errors import WeightsError
from midstance.pose.runtimes.litert import LiteRTNetwork


def test_a_file_that_is_no_network_is_refused(tmp_path):
    path = tmp_path / "net.tflite"
    path.write_bytes(b"no network at all, just some text")
    with pytest.raises(WeightsError, match=r"net\.tflite is not a TensorFlow Lite"):
        LiteRTNetwork(path, n_threads=1)


def test_loading_a_network_says_nothing(tmp_path, capfd):
    path = tmp_path / "net.tflite"
    path.write_bytes(b"no network at all, just some text")
    with pytest.raises(WeightsError):
        LiteRTNetwork(path, n_threads=1)
    assert capfd.readouterr() == ("", "")
