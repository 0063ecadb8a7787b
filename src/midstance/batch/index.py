"""The page over a batch: every video, what became of it, and its report."""

from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from urllib.parse import quote

from midstance.batch.base import Outcome
from midstance.batch.jobs import Job
from midstance.batch.summary import PARQUET, SUMMARY
from midstance.files import replacing
from midstance.words.kept import retold
from midstance.words.language import kept_language, speaking
from midstance.words.page import teach
from midstance.words.text import _, later

INDEX = "index.html"
_WORDS = {
    "done": later("analyzed"),
    "kept": later("analyzed earlier"),
    "failed": later("could not be analyzed"),
    "crashed": later("crashed"),
    "quarantined": later("crashed earlier, not tried again"),
}


def write_index(jobs: Sequence[Job], known: Mapping[str, Outcome], out: Path) -> Path:
    """Write ``index.html`` into `out`, in the language asked for last, and return it.

    Parameters
    ----------
    jobs
        All videos of the batch, in the order of the page.
    known
        What became of those that ended, by name; the others are still to come.
    out
        Folder of the batch; links lead from there.

    """
    from jinja2 import Environment

    folder = resources.files("midstance.batch") / "templates"
    environment = Environment(autoescape=True)
    teach(environment)
    page = environment.from_string((folder / "index.html.j2").read_text("utf-8"))
    tables = [name for name in (SUMMARY, PARQUET) if (out / name).is_file()]
    with speaking(kept_language()):
        rows = [_row(job, known.get(job.name), out) for job in jobs]
        whole = page.render(rows=rows, n_ended=len(known), tables=tables)
    with replacing(out / INDEX) as part:
        part.write_text(whole, "utf-8")
    return out / INDEX


def _row(job: Job, outcome: Outcome | None, out: Path) -> dict[str, str]:
    row = {"name": job.name, "person": job.person}
    row |= {"status": "waiting", "words": _("waiting"), "message": ""}
    if outcome is None:
        return row
    row |= {"status": outcome.status, "words": _(_WORDS[outcome.status])}
    row["message"] = retold(outcome.message)
    page = job.folder / "report.html"
    if outcome.status in ("done", "kept") and page.is_file():
        row["link"] = quote(page.relative_to(out.resolve()).as_posix())
    return row
