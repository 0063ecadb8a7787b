"""Recordings: bring, see, analyze again, stop and delete."""

import json
from typing import Any

import pandas as pd
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from midstance.errors import ConfigError
from midstance.report.quantities import decimals_for, number
from midstance.web.jobs import Jobs
from midstance.web.store import Recording, Store

_GROUPS = {"people", "subject", "clip"}
_KEY_METRICS = ("cadence", "contact_time", "vertical_oscillation")


async def bring(request: Request) -> Response:
    """Take a video: the body is the file, the query its name and settings."""
    store, jobs = _parts(request)
    settings = _settings(request.query_params.get("settings", "{}"))
    with store.adding(request.query_params.get("name", ""), settings) as (new, file):
        async for piece in request.stream():
            file.write(piece)
        if not file.tell():
            raise ConfigError(f"{new.name} is empty; bring a video file.")
    jobs.wake()
    return JSONResponse(_described(new, jobs), 201)


def list_all(request: Request) -> Response:
    """Return all recordings, newest first, and how far each is."""
    store, jobs = _parts(request)
    return JSONResponse([_described(one, jobs) for one in store.all()])


async def again(request: Request) -> Response:
    """Analyze a recording once more, with the settings in the body."""
    store, jobs = _parts(request)
    recording = store.get(request.path_params["id"])
    jobs.stop(recording)
    changed = store.change(recording, _settings((await request.body()) or b"{}"))
    jobs.wake()
    return JSONResponse(_described(changed, jobs))


def stop(request: Request) -> Response:
    """Analyze a recording no further."""
    store, jobs = _parts(request)
    recording = store.get(request.path_params["id"])
    if recording.state()[0] in ("waiting", "working"):
        jobs.stop(recording)
    return JSONResponse(_described(recording, jobs))


def delete(request: Request) -> Response:
    """Delete a recording and everything found in it."""
    store, jobs = _parts(request)
    recording = store.get(request.path_params["id"])
    jobs.stop(recording)
    store.remove(recording)
    return Response(status_code=204)


def _parts(request: Request) -> tuple[Store, Jobs]:
    return request.app.state.store, request.app.state.jobs


def _settings(text: str | bytes) -> dict[str, Any]:
    try:
        sent = json.loads(text)
    except ValueError as error:
        raise ConfigError(f"Settings must be JSON ({error}).") from error
    if not isinstance(sent, dict) or not set(sent) <= _GROUPS:
        raise ConfigError(f"Settings must be among {sorted(_GROUPS)}, got {sent!r}.")
    return sent


def _described(recording: Recording, jobs: Jobs) -> dict[str, Any]:
    state, message = recording.state()
    stage, share = jobs.progress(recording)
    return {
        "id": recording.id,
        "name": recording.name,
        "state": state,
        "message": message,
        "stage": stage,
        "share": round(share, 3),
        "settings": recording.config.model_dump(mode="json", include=_GROUPS),
        "numbers": _numbers(recording) if state == "done" else [],
    }


def _numbers(recording: Recording) -> list[dict[str, Any]]:
    """Return the few numbers that tell recordings apart."""
    from midstance.metrics.base import metrics

    table = pd.read_csv(recording.results / "summary.csv")
    rows = table[table["metric"].isin(_KEY_METRICS)]
    return [
        {
            "label": metrics.get(row.metric).label,
            "person": row.individual,
            "side": row.side,
            "text": _text(row.value, row.uncertainty, row.unit),
        }
        for row in rows.itertuples()
    ]


def _text(value: float, uncertainty: float, unit: str) -> str:
    decimals = decimals_for(uncertainty)
    return f"{number(value, decimals)} ± {number(uncertainty, decimals)} {unit}"


routes = [
    Route("/api/recordings", bring, methods=["POST"]),
    Route("/api/recordings", list_all),
    Route("/api/recordings/{id}", again, methods=["POST"]),
    Route("/api/recordings/{id}/stop", stop, methods=["POST"]),
    Route("/api/recordings/{id}", delete, methods=["DELETE"]),
]
