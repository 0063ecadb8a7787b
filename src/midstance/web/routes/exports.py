"""Results for other programs: a workbook, and tracks in the formats of the field."""

import tempfile
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import Response

from midstance.errors import FormatError
from midstance.pipeline.exchange.export import export
from midstance.schema.analysis import load
from midstance.web.routes.results import finished
from midstance.web.store.upload import Upload

router = APIRouter(tags=["results"])
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/recordings/{recording_id}/results.xlsx", response_class=Response)
def workbook(recording_id: str, request: Request) -> Response:
    """Return all tables as one workbook."""
    recording = finished(request.app.state.store, recording_id)
    with tempfile.TemporaryDirectory() as place:
        made = load(recording.results).to_xlsx(Path(place) / "results.xlsx")
        return _taken(recording, made, _XLSX)


@router.get("/recordings/{recording_id}/tracks.{extent}", response_class=Response)
def tracks(
    recording_id: str, extent: Literal["c3d", "trc", "mot"], request: Request
) -> Response:
    """Return the tracks of who is reported first, for a motion laboratory."""
    recording = finished(request.app.state.store, recording_id)
    with tempfile.TemporaryDirectory() as place:
        made = export(load(recording.results), Path(place), [extent])
        if not made:
            raise FormatError(
                f"{recording.name} has nothing that a file of this format holds; "
                f".{extent} needs people in 3D, or angles that can be measured."
            )
        return _taken(recording, made[-1], "application/octet-stream")


def _taken(recording: Upload, file: Path, kind: str) -> Response:
    name = quote(f"{Path(recording.name).stem}-midstance{file.suffix}", safe="")
    headers = {"Content-Disposition": f"attachment; filename*=utf-8''{name}"}
    return Response(file.read_bytes(), media_type=kind, headers=headers)
