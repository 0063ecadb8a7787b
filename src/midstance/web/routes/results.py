"""What was found in a recording: the report, single files, everything in one."""

from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, Response, StreamingResponse

from midstance.errors import FormatError, MidstanceError
from midstance.pipeline.edited import refresh
from midstance.report.write import PAGE
from midstance.web import policy
from midstance.web.access.who import who_asks
from midstance.web.packing import files_of, packed_pieces
from midstance.web.reports.pages import report_in, with_tools
from midstance.web.store.recordings import Store
from midstance.web.store.upload import Upload
from midstance.words.language import language

router = APIRouter(tags=["results"])


@router.get("/recordings/{recording_id}/results.zip", response_class=StreamingResponse)
def archive(recording_id: str, request: Request) -> StreamingResponse:
    """Return all results in one zip file."""
    recording = finished(request.app.state.store, recording_id)
    refreshed(recording)
    name = quote(f"{Path(recording.name).stem}-midstance.zip")
    headers = {"Content-Disposition": f"attachment; filename*=utf-8''{name}"}
    packed = packed_pieces(files_of(recording.results))
    return StreamingResponse(packed, media_type="application/zip", headers=headers)


@router.get("/recordings/{recording_id}/report.html", response_class=HTMLResponse)
def report(recording_id: str, request: Request) -> Response:
    """Return the report in the language of who asks, with what lets them decide."""
    store: Store = request.app.state.store
    path = report_in(store, finished(store, recording_id), language())
    text, allowed = _report(path, path.stat().st_mtime_ns, who_asks(request).may_change)
    return HTMLResponse(text, headers={"Content-Security-Policy": allowed})


@router.get("/recordings/{recording_id}/{file}", response_class=FileResponse)
def file(recording_id: str, file: str, request: Request) -> FileResponse:
    """Return one file of the results, by name."""
    recording = finished(request.app.state.store, recording_id)
    path = recording.results / file
    if Path(file).name != file or not path.is_file():
        raise FormatError(f"The results of {recording.name} hold no {file!r}.")
    if path.suffix != ".html":
        return FileResponse(path)
    allowed = _policy(path, path.stat().st_mtime_ns)
    return FileResponse(path, headers={"Content-Security-Policy": allowed})


def finished(store: Store, recording_id: str) -> Upload:
    """Return a recording that has been analyzed.

    Raises
    ------
    FormatError
        If there is none of that name, or it has no results yet.

    """
    recording = store.get(recording_id)
    if recording.state != "done":
        raise FormatError(f"{recording.name} has no results yet.")
    return recording


def refreshed(recording: Upload) -> Upload:
    """Return a recording whose kept report tells what was said of it since."""
    try:
        refresh(recording.results)
    except MidstanceError:  # of a damaged analysis the report stays as it was
        return recording
    return recording


@lru_cache(maxsize=16)
def _report(path: Path, _changed_ns: int, has_tools: bool) -> tuple[str, str]:
    text = path.read_text("utf-8")
    is_made_here = path.name != PAGE
    if not (has_tools and is_made_here):
        return text, policy.of_report(text)
    text = with_tools(text)
    return text, policy.of_report(text, with_tools=True)


@lru_cache(maxsize=64)
def _policy(path: Path, _changed_ns: int) -> str:
    return policy.of_report(path.read_text("utf-8"))
