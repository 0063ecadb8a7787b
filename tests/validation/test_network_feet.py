import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from midstance.synth.motion.gait import RunnerSettings
from midstance.synth.motion.runner import run

FOLDER = Path(__file__).parents[2] / "validation"


@pytest.fixture(scope="module")
def script():
    path = FOLDER / "network_feet.py"
    spec = importlib.util.spec_from_file_location("network_feet", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["network_feet"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def looked(script, film):
    """A network that sees everything 5 px ahead of where it is."""
    runner = script.Looked.__module__
    name = next(iter(sys.modules[runner].RUNNERS))
    made = run(RunnerSettings(), duration_s=2.0, rate_hz=60.0)
    exact = film(duration_s=2.0, rate_hz=60.0)
    ahead = exact.assign(position=exact["position"] - 5.0 * (exact["space"] == "x"))
    return script.Looked(
        "made up", name, ahead, exact, made.tracks, made.events, "left"
    )


def test_errors_are_forward_and_in_px_of_a_person_500_px_tall(script, looked):
    rows = list(script.points_of(looked))
    assert len(rows) == 2 * len(script.POINTS) * len(script.PARTS)
    for row in rows:
        assert row["forward"] == pytest.approx(5.0 * looked.scale, abs=1e-6)
        assert row["down"] == pytest.approx(0.0, abs=1e-6)


def test_parts_of_the_stance_do_not_overlap(script, looked):
    stance, push_off = (
        script.in_part(looked, "left", ends) for ends in script.PARTS.values()
    )
    assert stance.any()
    assert push_off.any()
    assert not (stance & push_off).any()


def test_what_is_seen_the_same_is_found_at_the_same_time(script, looked):
    later = [row["later_ms"] for row in script.events_of(looked)]
    assert np.abs(later).max() < 1.0
