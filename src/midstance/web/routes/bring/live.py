"""A camera picture: looked at frame by frame, and judged."""

import dataclasses
from typing import Annotated

import numpy as np
from anyio import to_thread
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from midstance.web.access.who import who_asks
from midstance.web.live.gait import LiveGait
from midstance.web.live.models import (
    ClipVerdict,
    LiveAnswer,
    LiveBegun,
    LiveGuide,
    LiveNumber,
    LivePerson,
    LiveWish,
)
from midstance.web.live.rhythm import Told
from midstance.web.live.session import LiveSessions, Seen
from midstance.web.models import Seconds
from midstance.web.routes.pages import page

_BODY = {
    "requestBody": {
        "description": "one image",
        "required": True,
        "content": {"image/jpeg": {}},
    }
}


def _live(request: Request) -> LiveSessions:
    live: LiveSessions = request.app.state.live
    return live


Open = Annotated[LiveSessions, Depends(_live)]

router = APIRouter(tags=["live"])


@router.get("/live", include_in_schema=False)
def live_page() -> Response:
    """Return the page that looks through a camera."""
    return page("live.html")


@router.post("/api/live", status_code=201)
def begin(request: Request, live: Open, sent: LiveWish) -> LiveBegun:
    """Begin to look through a camera."""
    digits, session = live.begin(sent.people, who_asks(request).user_id)
    skeleton = session.skeleton
    return LiveBegun(
        id=digits,
        keypoints=list(skeleton.keypoints),
        edges=[(start, end) for start, end in skeleton.edges],
    )


@router.post("/api/live/{live_id}/frames", openapi_extra=_BODY)
async def look(
    live_id: str,
    request: Request,
    live: Open,
    time_s: Annotated[float, Query(ge=0, le=1e7)],
) -> LiveAnswer:
    """Return what an image shows; it is kept nowhere."""
    content = await request.body()
    user_id = who_asks(request).user_id

    def seen() -> LiveAnswer:
        return _described(live.find(live_id, user_id).look(content, time_s), time_s)

    return await to_thread.run_sync(seen)


@router.get("/api/live/{live_id}/verdict")
def judge(
    live_id: str, request: Request, live: Open, since_s: Seconds = 0.0
) -> ClipVerdict:
    """Return whether what was seen since a moment can be analyzed."""
    session = live.find(live_id, who_asks(request).user_id)
    quality = session.judge(since_s)
    return ClipVerdict(
        verdict=quality.verdict,
        opening=quality.opening,
        sentence=quality.sentence,
        change=quality.change,
    )


@router.delete("/api/live/{live_id}", status_code=204, response_class=Response)
def end(live_id: str, request: Request, live: Open) -> None:
    """Look no more."""
    live.end(live_id, who_asks(request).user_id)


def _described(seen: Seen, time_s: float) -> LiveAnswer:
    return LiveAnswer(
        time_s=time_s,
        took_ms=round(1000 * seen.took_s, 1),
        people=[
            LivePerson(
                name=one["name"],
                is_seen=one["is_seen"],
                points=_points(seen.poses.get(one["name"])),
                counts=one["counts"],
                cadence=_number(seen.gaits.get(one["name"]), "cadence"),
                balance=_number(seen.gaits.get(one["name"]), "balance"),
                rate_hz=_rate_hz(seen.gaits.get(one["name"])),
            )
            for one in seen.people.to_plain()["people"]
        ],
        guide=LiveGuide(**dataclasses.asdict(seen.guide)),
    )


def _points(pose: np.ndarray | None) -> list[tuple[float, float] | None]:
    if pose is None:
        return []
    return [
        (round(float(x), 1), round(float(y), 1)) if np.isfinite([x, y]).all() else None
        for x, y in pose
    ]


def _rate_hz(gait: LiveGait | None) -> float:
    return 0.0 if gait is None else round(gait.rate_hz, 1)


def _number(gait: LiveGait | None, name: str) -> LiveNumber | None:
    told: Told | None = getattr(gait, name, None)
    return None if told is None else LiveNumber(**dataclasses.asdict(told))
