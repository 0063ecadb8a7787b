import json
from pathlib import Path

import numpy as np
import people_noise as recipe
import pytest
from people_rows import KINDS_OF_ERROR

from midstance.synth.observation.noise import _SIZES, draw_network_error


@pytest.fixture
def rendered(tmp_path):
    """Errors of two networks: nothing forward, one or two px down."""
    axes = {"co": [0.0] * 9, "sd": 0.0, "rho": 0.0}
    tables = {}
    for name, down in (("full/a", 1.0), ("lite/a", 2.0)):
        y = {**axes, "co": [down] + [0.0] * 8}
        tables[name] = {
            f"sm0/{leg}/{point}": {"x": axes, "y": y} for leg, point in _SIZES
        }
    path = tmp_path / "networks.json"
    path.write_text(json.dumps(tables))
    return str(path)


def test_exact_keypoints_have_no_errors():
    noise = recipe.draw_noise("exact", "", "", np.random.default_rng(0))
    assert noise.white_px == 0.0
    assert noise.network is None


def test_measured_errors_are_those_of_one_network_of_another_size(rendered):
    rng = np.random.default_rng(1)
    means = []
    for _ in range(40):
        noise = recipe.draw_noise("measured", "", rendered, rng)
        means.append(noise.network["near", "heel"][1].fourier_px[0])
    assert min(means) < 1.0 < 1.6 < max(means)
    assert min(means) > 0.2


def test_without_a_file_measured_errors_are_drawn_anew():
    noise = recipe.draw_noise("measured", "", "", np.random.default_rng(2))
    assert noise.network is not None


@pytest.mark.parametrize("kind", list(KINDS_OF_ERROR))
def test_keypoint_errors_are_of_the_kind_drawn(kind, tmp_path):
    measured = {}
    for (near, joint), pair in draw_network_error(3).items():
        measured[f"sm0/{near}/{joint}"] = {
            letter: {
                "co": list(axis.fourier_px),
                "sd": axis.jitter_px,
                "rho": axis.correlation,
            }
            for letter, axis in zip("xy", pair, strict=True)
        }
    path = tmp_path / "noise.json"
    path.write_text(json.dumps(measured), "utf-8")
    drawn = recipe.draw_noise(kind, str(path), "", np.random.default_rng(1))
    assert (drawn.white_px > 0) == (kind == "white")
    assert (drawn.network is not None) == (kind in ("network", "measured"))
    if kind != "measured":
        return
    # Forward, as the virtual cameras take it, and as large as what was measured.
    own = drawn.network["near", "ankle"][0]
    co = np.array(measured["sm0/near/ankle"]["x"]["co"])
    assert np.corrcoef(own.fourier_px, co)[0, 1] > 0.8
    other = recipe.draw_noise(kind, str(path), "", np.random.default_rng(2))
    assert other.network["near", "ankle"] != drawn.network["near", "ankle"]


def test_errors_on_rendered_runners_are_not_turned_round(rendered):
    path = Path(rendered)
    tables = json.loads(path.read_text("utf-8"))
    for entry in tables["full/a"].values():
        entry["x"] = {**entry["x"], "co": [7.0] + [0.0] * 8}
    path.write_text(json.dumps(tables), "utf-8")
    recipe.rendered_errors.cache_clear()
    forward, _ = recipe.rendered_errors(rendered)["full/a"]["near", "heel"]
    assert forward.fourier_px[0] == 7.0
