"""What every batch engine promises."""

from importlib import resources

import pytest

from midstance.batch.base import do, engines
from midstance.batch.jobs import Job
from midstance.config import Config
from midstance.schema.analysis import load

NAMES = engines.names()


@pytest.fixture(params=NAMES)
def engine(request):
    if request.param == "ray":
        pytest.importorskip("ray", reason="Ray is not installed")
    return engines.build(request.param, {})


def test_the_engines_are_known():
    assert NAMES == ["local", "ray"]


@pytest.mark.weights
def test_a_wrong_video_fails_alone(engine, tmp_path):
    wrong = tmp_path / "wrong.mp4"
    wrong.write_text("not a video", "utf-8")
    short = Config().updated(clip={"end_s": 1.5})
    with resources.as_file(resources.files("midstance") / "examples") as examples:
        jobs = [
            Job(
                "wrong", wrong, tmp_path / "out" / "wrong", Config(), with_report=False
            ),
            Job(
                "demo",
                examples / "demo.mp4",
                tmp_path / "out" / "demo",
                short,
                with_report=False,
            ),
        ]
        outcomes = {outcome.name: outcome for outcome in engine.outcomes(jobs)}
    assert outcomes["wrong"].status == "failed"
    assert "cannot be opened as a video" in outcomes["wrong"].message
    assert not (tmp_path / "out" / "wrong").exists()
    assert outcomes["demo"].status == "done"
    assert len(load(tmp_path / "out" / "demo").events) > 4


def test_a_fault_of_ours_is_told_from_a_wrong_input(engine, tmp_path):
    broken = Job("broken", tmp_path / "a.mp4", tmp_path / "out", config="?")
    (outcome,) = engine.outcomes([broken])
    assert outcome.status == "crashed"
    assert "AttributeError" in outcome.message


def test_doing_a_wrong_job_says_why(tmp_path):
    job = Job("none", tmp_path / "none.mp4", tmp_path / "out", Config())
    outcome = do(job)
    assert outcome.status == "failed"
    assert "none.mp4" in outcome.message
