import dataclasses

from midstance.batch.base import Outcome
from midstance.batch.index import write_index
from midstance.batch.jobs import Job
from midstance.config import Config


def test_every_video_is_on_the_page_with_its_report_or_reason(tmp_path):
    jobs = [
        Job(name, tmp_path / f"{name}.mp4", tmp_path / name, Config())
        for name in ("a b", "<ben>", "carl")
    ]
    jobs[1] = dataclasses.replace(jobs[1], person="Ben & Co")
    (tmp_path / "summary.csv").touch()
    jobs[0].folder.mkdir()
    (jobs[0].folder / "report.html").touch()
    known = {
        "a b": Outcome("a b", "done"),
        "<ben>": Outcome("<ben>", "failed", "It shows nobody."),
    }
    page = write_index(jobs, known, tmp_path).read_text("utf-8")
    assert '<a href="a%20b/report.html">a b</a>' in page
    assert "&lt;ben&gt; (Ben &amp; Co)" in page
    assert '<a href="summary.csv">summary.csv</a>' in page
    assert "summary.parquet" not in page
    assert "could not be analyzed: It shows nobody." in page
    assert "2 of 3 are through." in page
