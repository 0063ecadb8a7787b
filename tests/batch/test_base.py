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
    library = engines.get(request.param).library
    if library:
        pytest.importorskip(library, reason=f"{library} is not installed")
    return engines.build(request.param, {})


def test_the_engines_are_known():
    assert NAMES == ["local", "ray"]


@pytest.mark.weights
def test_each_job_ends_in_its_own_way(engine, tmp_path):
    wrong = tmp_path / "wrong.mp4"
    wrong.write_text("not a video", "utf-8")
    short = Config().updated(clip={"end_s": 1.5})
    out = tmp_path / "out"
    with resources.as_file(resources.files("midstance") / "examples") as examples:
        demo = examples / "demo.mp4"
        jobs = [
            Job("wrong", wrong, out / "wrong", Config(), with_report=False),
            Job("broken", demo, out / "broken", config="?", with_report=False),
            Job("demo", demo, out / "demo", short, with_report=False),
        ]
        outcomes = {outcome.name: outcome for outcome in engine.outcomes(jobs)}
    assert outcomes["wrong"].status == "failed"
    assert "cannot be opened as a video" in outcomes["wrong"].message
    assert not (out / "wrong").exists()
    assert outcomes["broken"].status == "crashed"
    assert "AttributeError" in outcomes["broken"].message
    assert outcomes["demo"].status == "done"
    assert len(load(out / "demo").events) > 4


def test_doing_a_wrong_job_says_why(tmp_path):
    job = Job("none", tmp_path / "none.mp4", tmp_path / "out", Config())
    outcome = do(job)
    assert outcome.status == "failed"
    assert "none.mp4" in outcome.message
