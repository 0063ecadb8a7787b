"""What changes, as it changes: server-sent events."""

from collections.abc import AsyncIterator

from anyio import to_thread
from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from midstance.web.access.sight import Sight
from midstance.web.access.who import Who, who_asks
from midstance.web.feed import Feed
from midstance.web.models import Changes
from midstance.web.routes.recordings import described_all
from midstance.web.store.recordings import Store
from midstance.web.store.upload import Upload

router = APIRouter(tags=["recordings"])


@router.get("/api/events", response_class=StreamingResponse)
async def events(request: Request) -> StreamingResponse:
    """Tell what changes among the recordings (``text/event-stream`` of `Changes`)."""
    feed: Feed = request.app.state.feed
    store: Store = request.app.state.store
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    told = _told(feed, store, who_asks(request))
    return StreamingResponse(told, media_type="text/event-stream", headers=headers)


async def _told(feed: Feed, store: Store, who: Who) -> AsyncIterator[str]:
    yield ": midstance\n\n"
    async for changed in feed.listen():
        if changed is None:
            yield ":\n\n"
        else:
            said = await to_thread.run_sync(_message, store, who, changed)
            yield f"data: {said}\n\n"


def _message(store: Store, who: Who, changed: list[Upload]) -> str:
    sight = Sight(store.rows, who)
    n = sum(map(sight.sees, store.person_ids()))
    seen = [one for one in changed if sight.sees(one.person_id)]
    answer = Changes(n_recordings=n, changed=described_all(store, seen))
    return answer.model_dump_json()
