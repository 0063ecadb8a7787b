from importlib import resources

import numpy as np
import pytest
from typer.testing import CliRunner

from midstance.cli.main import app
from midstance.kernels.signals.matching import matched_errors
from midstance.schema.analysis import load
from midstance.schema.events import load_events, times_s

FRAME_S = 1 / 60


def test_the_demo_clip_and_its_truth_are_small():
    folder = resources.files("midstance") / "examples"
    sizes = [len(file.read_bytes()) for file in folder.iterdir()]
    assert sum(sizes) < 2_000_000


@pytest.mark.weights
def test_every_contact_of_the_demo_clip_is_found_within_frames(tmp_path):
    result = CliRunner().invoke(app, ["demo", "-o", str(tmp_path)])
    assert result.exit_code == 0, result.output
    assert (tmp_path / "report.html").stat().st_size > 100_000
    assert "Against the truth of the clip" in result.output
    found = load(tmp_path).events
    with resources.as_file(resources.files("midstance") / "examples") as folder:
        truth = load_events(folder / "demo.events.csv")
    for kind, most_s in (("initial_contact", FRAME_S), ("toe_off", 1.5 * FRAME_S)):
        errors_s = np.concatenate(
            [
                matched_errors(times_s(found, side, kind), times_s(truth, side, kind))
                for side in ("left", "right")
            ]
        )
        assert np.isnan(errors_s).sum() <= 1  # one may lie too near an end
        assert np.sqrt(np.nanmean(errors_s**2)) <= most_s
