"""The report of a recording in the language of who reads it, made when it is asked for.

It is written from the analysis, with the film and the images that the report has
already: nothing is decoded. What was made is kept until anything of it changes.
"""

import hashlib
from dataclasses import replace
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from threading import Lock

from midstance.errors import FormatError, MidstanceError
from midstance.files import make_folder
from midstance.report.page import write_page
from midstance.report.player.known import known_stills
from midstance.report.player.parts import Film, known_film
from midstance.report.units import kept_units
from midstance.report.write import PAGE
from midstance.schema.analysis import FACTS, Analysis, load
from midstance.schema.remarks import REMARKS
from midstance.web.store.people import People
from midstance.web.store.recordings import Store
from midstance.web.store.upload import Upload
from midstance.words.language import Language
from midstance.words.scripts import words_for

_MAKING = Lock()
"""One page at a time: each takes a processor for a second or two."""
_SCRIPT = "remarks.js"
_ENDS = "</body>"
_META = '<meta http-equiv="Content-Security-Policy"'


def report_in(store: Store, recording: Upload, spoken: Language) -> Path:
    """Return the file of the report of a recording in a language.

    It has the name of the person whose recording it is at its head, as the library has
    it, unless the settings give one.

    A report that cannot be made anew, such as one of an older version, is returned as
    it is.

    Raises
    ------
    FormatError
        If the recording has no report.

    """
    kept = recording.results / PAGE
    if not kept.is_file():
        raise FormatError(f"The results of {recording.name} hold no {PAGE!r}.")
    folder = store.pages_folder(recording.id)
    name = _name(store, recording)
    made = folder / f"{spoken}-{_key(recording.results, name)}.html"
    if made.is_file():
        return made
    with _MAKING:
        if made.is_file():
            return made
        make_folder(folder)
        for old in folder.glob(f"{spoken}-*.html"):
            old.unlink(missing_ok=True)
        try:
            film, stills = known_film(kept), known_stills(kept)
            if film is not None and not film.is_embedded:
                film = Film(f"/recordings/{recording.id}/{film.name}")
            analysis = load(recording.results)
            write_page(
                _called(analysis, name),
                made,
                film=film,
                evidence=stills,
                language=spoken,
                fingerprint=analysis.fingerprint(),
            )
        except MidstanceError:
            return kept
    store.tidy(recording.id)
    return made if made.is_file() else kept


def with_tools(page: str) -> str:
    """Return the text of a report with what lets a person decide and comment.

    Its own policy is taken out, since it forbids the scripts of the app: who answers
    with it must send one.
    """
    if _ENDS not in page:
        return page
    start = page.find(_META)
    if start >= 0:
        page = page[:start] + page[page.index(">", start) + 1 :]
    script = (files("midstance.web") / "static" / _SCRIPT).read_text("utf-8")
    head, _, tail = page.rpartition(_ENDS)
    return (
        f'{head}<link rel="stylesheet" href="/static/remarks.css">'
        f'<script type="application/json" class="catalogue">{words_for([script])}'
        f'</script><script type="module" src="/static/{_SCRIPT}"></script>'
        f"{_ENDS}{tail}"
    )


def _name(store: Store, recording: Upload) -> str:
    """Return whose recording it is; empty: nobody's in the library."""
    if recording.person_id is None:
        return ""
    return People(store).get(recording.person_id).name


def _called(analysis: Analysis, name: str) -> Analysis:
    if not name or analysis.config.subject.name:
        return analysis
    config = analysis.config.updated(subject={"name": name})
    return replace(analysis, config=config)


def _key(results: Path, name: str) -> str:
    """Return a text that changes when anything does that the page is made of."""
    parts = [version("midstance"), repr(kept_units()), name]
    for name in (FACTS, PAGE, REMARKS):
        try:
            stat = (results / name).stat()
            parts.append(f"{name} {stat.st_mtime_ns} {stat.st_size}")
        except OSError:
            parts.append(name)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:20]
