import dataclasses

import pandas as pd
import pytest

from midstance.batch.base import Outcome
from midstance.batch.jobs import Job
from midstance.batch.run import run_batch
from midstance.config import Config


class Told:
    """An engine that hands on what it is told, and remembers what it was given."""

    def __init__(self, **statuses):
        self.statuses = statuses
        self.given = []

    def outcomes(self, jobs, *, watch=None):
        for job in reversed(jobs):
            self.given.append(job.name)
            status = self.statuses[job.name]
            if status == "done":
                write_summary(job)
            yield Outcome(job.name, status, "" if status == "done" else "why", 2.0)


def write_summary(job):
    job.folder.mkdir(parents=True)
    row = {"metric": "cadence", "individual": "person-1", "value": len(job.name)}
    table = pd.DataFrame([row])
    table.to_csv(job.folder / "summary.csv", index=False)


@pytest.fixture
def jobs(tmp_path):
    return [
        Job(name, tmp_path / f"{name}.mp4", tmp_path / "out" / name, Config())
        for name in ("anna", "benjamin", "carl")
    ]


def test_outcomes_come_in_the_order_of_the_jobs(jobs, tmp_path):
    engine = Told(anna="done", benjamin="failed", carl="crashed")
    outcomes = run_batch(jobs, engine, tmp_path / "out")
    assert [outcome.name for outcome in outcomes] == ["anna", "benjamin", "carl"]
    table = pd.read_csv(tmp_path / "out" / "batch.csv")
    assert table["status"].tolist() == ["done", "failed", "crashed"]
    assert table["message"].fillna("").tolist() == ["", "why", "why"]


def test_the_summary_names_the_video_of_every_number(jobs, tmp_path):
    engine = Told(anna="done", benjamin="done", carl="failed")
    run_batch(jobs, engine, tmp_path / "out")
    table = pd.read_csv(tmp_path / "out" / "summary.csv")
    assert table[["video", "metric", "value"]].to_dict("list") == {
        "video": ["anna", "benjamin"],
        "metric": ["cadence", "cadence"],
        "value": [4, 8],
    }


@pytest.mark.parametrize("anew", [False, True])
def test_what_is_done_is_kept_unless_asked_anew(jobs, tmp_path, monkeypatch, anew):
    monkeypatch.setattr("midstance.batch.run.is_done", lambda job: job.name == "anna")
    if not anew:
        write_summary(jobs[0])
    engine = Told(anna="done", benjamin="done", carl="done")
    outcomes = run_batch(jobs, engine, tmp_path / "out", anew=anew)
    assert ("anna" in engine.given) is anew
    assert outcomes[0].status == ("done" if anew else "kept")
    assert len(pd.read_csv(tmp_path / "out" / "summary.csv")) == 3


def test_an_interrupted_batch_leaves_the_tables_of_what_ended(jobs, tmp_path):
    def interrupt(outcome):
        if outcome.name == "benjamin":
            raise KeyboardInterrupt

    engine = Told(anna="done", benjamin="done", carl="done")
    with pytest.raises(KeyboardInterrupt):
        run_batch(jobs, engine, tmp_path / "out", report=interrupt)
    assert pd.read_csv(tmp_path / "out" / "batch.csv")["video"].tolist() == ["carl"]


def test_what_crashed_is_not_tried_again_unless_it_changed(jobs, tmp_path):
    out = tmp_path / "out"
    run_batch(jobs, Told(anna="crashed", benjamin="failed", carl="failed"), out)
    again = Told(benjamin="failed", carl="failed")
    first = run_batch(jobs, again, out)[0]
    assert again.given == ["carl", "benjamin"]
    assert first.status == "quarantined"
    assert "anna.crash.log" in first.message
    anew = Told(anna="failed", benjamin="failed", carl="failed")
    run_batch(jobs, anew, out, anew=True)
    assert "anna" in anew.given
    taller = Config().updated(subject={"height_m": 1.9})
    changed = dataclasses.replace(jobs[0], config=taller)
    other = Told(anna="failed")
    run_batch([changed], other, out)
    assert other.given == ["anna"]
