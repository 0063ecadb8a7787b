import cv2
import numpy as np
import pytest

from midstance.errors import MissingDependencyError, WeightsError
from midstance.pose.runtimes.opencv_dnn import OpenCVNetwork, cores, description_beside


def test_a_caffe_network_runs_with_the_description_beside_it(caffe_network):
    network = OpenCVNetwork(caffe_network(3, (1.0, 0.0, 0.0)), backend="toy")
    picture = np.zeros((1, 3, 64, 64), np.float32)
    picture[0, 0, 8:16, 16:24] = 5
    (maps,) = network(picture)
    assert maps.shape == (1, 3, 8, 8)
    assert maps[0, 0, 1, 2] == pytest.approx(5, abs=1e-4)
    assert np.count_nonzero(maps) == 1


def test_an_onnx_network_runs(constant_network):
    path = constant_network({"maps": np.ones((1, 4, 3, 2))})
    (maps,) = OpenCVNetwork(path, backend="toy")(np.zeros((1, 3, 8, 8), np.float32))
    assert maps.shape == (1, 4, 3, 2)


@pytest.mark.parametrize("name", ["net.onnx", "net.pb", "net.caffemodel"])
def test_a_file_that_is_no_network_is_refused_without_noise(tmp_path, name, capfd):
    (tmp_path / "net.prototxt").write_text("no network at all")
    path = tmp_path / name
    path.write_bytes(b"no network at all, just some text")
    with pytest.raises(WeightsError, match=r"OpenCV cannot read .*net"):
        OpenCVNetwork(path, backend="toy")
    assert "[ERROR" not in capfd.readouterr().err


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(WeightsError, match=r"There is no .*net\.onnx"):
        OpenCVNetwork(tmp_path / "net.onnx", backend="toy")


def test_another_format_lists_the_known_ones(tmp_path):
    with pytest.raises(WeightsError, match=r"\['\.caffemodel', '\.onnx', '\.pb'\]"):
        OpenCVNetwork(tmp_path / "net.h5", backend="toy")


def test_without_a_reader_it_says_how_to_convert(tmp_path, monkeypatch, caffe_network):
    path = caffe_network(3, (1, 0, 0))
    monkeypatch.delattr(cv2.dnn, "readNetFromCaffe")
    with pytest.raises(MissingDependencyError, match="convert the network to ONNX"):
        OpenCVNetwork(path, backend="toy")


def test_an_input_that_does_not_fit_is_refused(caffe_network):
    network = OpenCVNetwork(caffe_network(3, (1, 0, 0)), backend="toy")
    with pytest.raises(WeightsError, match=r"cannot take a picture of shape \(2, 3\)"):
        network(np.zeros((2, 3), np.float32))


def test_a_lonely_description_beside_the_weights_is_taken(tmp_path):
    with pytest.raises(WeightsError, match=r"There is no .*a\.caffemodel"):
        description_beside(tmp_path / "a.caffemodel")
    (tmp_path / "a.caffemodel").touch()
    with pytest.raises(WeightsError, match="beside it, found none"):
        description_beside(tmp_path / "a.caffemodel")
    (tmp_path / "deploy.prototxt").touch()
    assert description_beside(tmp_path / "a.caffemodel").name == "deploy.prototxt"
    (tmp_path / "other.prototxt").touch()
    with pytest.raises(WeightsError, match=r"found \['deploy\.prototxt', 'other"):
        description_beside(tmp_path / "a.caffemodel")


def test_cores_are_given_back():
    before = cv2.getNumThreads()
    with cores(1):
        assert cv2.getNumThreads() == 1
    assert cv2.getNumThreads() == before
