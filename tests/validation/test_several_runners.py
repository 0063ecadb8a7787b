import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from midstance.schema.tracks import save_tracks

SCRIPT = Path(__file__).parents[2] / "validation" / "several_runners.py"


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("several_runners", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_everybody_beside_another_is_where_the_truth_says(script, film, tmp_path):
    tracks = film(rate_hz=30.0, duration_s=1.0)
    nose = {"keypoint": "nose", "individual": tracks["individual"].item()}
    tracks["position"].loc[nose] = np.array([[640.0, 100.0]]) + np.arange(
        tracks.sizes["time"]
    )[:, None] * (3.0, 0.0)
    save_tracks(tracks, tmp_path / "truth" / "tracks.nc")
    images = []
    for x_px, y_px in (
        tracks["position"].sel(nose).transpose("time", "space").to_numpy()
    ):
        image = np.zeros((120, 1280, 3), np.uint8)
        image[int(y_px), int(x_px)] = 255
        images.append(image)
    beside = script.beside(images, 3)
    for place in range(3):
        truth = script.truth_of(tmp_path, 3, place)
        noses = truth["position"].sel(nose).transpose("time", "space").to_numpy()
        assert len(noses) == len(beside)
        for image, (x_px, y_px) in zip(beside, noses, strict=True):
            assert image[int(y_px), int(x_px), 0] == 255
    assert all(image[..., 0].astype(bool).sum() == 3 for image in beside)
