"""A batch: what was done before is kept, and one table tells of all videos."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

import pandas as pd

from midstance.batch.base import Engine, Outcome, Watch
from midstance.batch.index import INDEX, write_index
from midstance.batch.jobs import Job, is_done, is_quarantined, quarantine
from midstance.batch.remote import look_at_results, send, send_log
from midstance.batch.summary import PARQUET, SUMMARY, Summary
from midstance.files import ensure_writable, replacing

OUTCOMES = "batch.csv"
COLUMNS = ("video", "status", "seconds", "message")


def run_batch(
    jobs: Sequence[Job],
    engine: Engine,
    out: Path,
    *,
    anew: bool = False,
    report: Callable[[Outcome], None] | None = None,
    watch: Watch | None = None,
    address: str = "",
) -> list[Outcome]:
    """Do all `jobs` and return what became of each, in their order.

    The tables ``batch.csv`` (one row per video) and ``summary.csv`` (one row per
    video, person, metric and side; the same as ``summary.parquet``) and the page
    ``index.html`` in `out` follow every video that ends, so an interrupted batch has
    them too.

    A video that crashed is not tried again by the next batch with the same settings
    and version, unless everything is to be done anew.

    Parameters
    ----------
    jobs
        What is to be done.
    engine
        Who does it.
    out
        For the tables.
    anew
        Analyze also what was analyzed before with the same settings and version.
    report
        Called with each outcome when it is known.
    watch
        Told how far a video is, by engines that know it.
    address
        Where the tables are sent, too; empty: they stay in `out`.

    Raises
    ------
    OutputError
        If nothing can be written into `out`.

    """
    ensure_writable(out)
    known: dict[str, Outcome] = {}
    summary = Summary(jobs)

    def note(outcome: Outcome) -> None:
        known[outcome.name] = outcome
        if report:
            report(outcome)

    for job in jobs:
        if anew:
            break
        if is_done(job):
            note(Outcome(job.name, "kept"))
        elif is_quarantined(job):
            note(Outcome(job.name, "quarantined", f"it crashed before, see {job.log}"))
    _write_tables(jobs, known, out, summary, address)
    due = {job.name: job for job in jobs if job.name not in known}
    if due:
        for outcome in engine.outcomes(list(due.values()), watch=watch):
            _settle(due[outcome.name], outcome)
            note(outcome)
            _write_tables(jobs, known, out, summary, address)
    return [known[job.name] for job in jobs]


def _settle(job: Job, outcome: Outcome) -> None:
    """Keep what the next batch and the tables of this one must know of a job."""
    if outcome.status == "crashed":
        quarantine(job)
        send_log(job)
    if outcome.status == "done":
        look_at_results(job)


def _write_tables(
    jobs: Sequence[Job],
    known: dict[str, Outcome],
    out: Path,
    summary: Summary,
    address: str,
) -> None:
    rows = [asdict(known[job.name]) for job in jobs if job.name in known]
    table = pd.DataFrame(rows, columns=["name", *COLUMNS[1:]])
    with replacing(out / OUTCOMES) as part:
        table.rename(columns={"name": "video"}).to_csv(
            part, index=False, float_format="%.1f"
        )
    summary.write(known, out)
    write_index(jobs, known, out)
    if address:
        names = (OUTCOMES, SUMMARY, PARQUET, INDEX)
        send(out, [name for name in names if (out / name).is_file()], address)
