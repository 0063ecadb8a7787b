"""What was found in a recording: the report, single files, everything in one."""

import os
import tempfile
import zipfile
from pathlib import Path

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from midstance.errors import ConfigError, FormatError
from midstance.web.guard import LOCAL
from midstance.web.store import Recording

_ALREADY_SMALL = frozenset([".mp4", ".nc", ".npz"])


def file(request: Request) -> Response:
    """Return one file of the results, by name."""
    recording = _done(request)
    name = request.path_params["name"]
    path = recording.results / name
    if Path(name).name != name or not path.is_file():
        raise FormatError(f"The results of {recording.name} hold no {name!r}.")
    return FileResponse(path)


def archive(request: Request) -> Response:
    """Return all results in one zip file."""
    recording = _done(request)
    handle, packed = tempfile.mkstemp(suffix=".zip")
    with os.fdopen(handle, "wb") as part, zipfile.ZipFile(part, "w") as archive:
        for path in sorted(recording.results.iterdir()):
            is_small = path.suffix in _ALREADY_SMALL
            how = zipfile.ZIP_STORED if is_small else zipfile.ZIP_DEFLATED
            archive.write(path, path.name, how)
    return FileResponse(
        packed,
        filename=f"{Path(recording.name).stem}-midstance.zip",
        background=BackgroundTask(Path(packed).unlink),
    )


def label(request: Request) -> Response:
    """Open the page on which contacts are put right by hand; say where it is."""
    if request.url.hostname not in LOCAL:
        raise ConfigError(
            "Contacts are corrected on the machine that runs midstance: open this "
            "page there, or run 'midstance label' on the files."
        )
    url = request.app.state.labels.open(_done(request))
    return JSONResponse({"url": url})


def _done(request: Request) -> Recording:
    recording: Recording = request.app.state.store.get(request.path_params["id"])
    if recording.state()[0] != "done":
        raise FormatError(f"{recording.name} has no results yet.")
    return recording


routes = [
    Route("/recordings/{id}/results.zip", archive),
    Route("/recordings/{id}/{name}", file),
    Route("/api/recordings/{id}/label", label, methods=["POST"]),
]
