"""A first recording for who has none: the clip that comes with the package."""

from functools import partial
from importlib import resources

from anyio import to_thread
from fastapi import APIRouter, Request

from midstance.web.access.who import who_asks
from midstance.web.models import RecordingAnswer
from midstance.web.routes.recordings import Kept, Queue, described

NAME = "demo.mp4"
SETTINGS = {"subject": {"height_m": 1.75, "speed_m_s": 3.0, "name": "Demo"}}
"""As the clip was rendered, see ``examples/demo.settings.json``."""

router = APIRouter(tags=["recordings"])


@router.post("/api/demo", status_code=201)
async def bring(request: Request, store: Kept, jobs: Queue) -> RecordingAnswer:
    """Have the clip analyzed that comes with the package, to see what comes of one."""
    who = who_asks(request)
    content = (resources.files("midstance") / "examples" / NAME).read_bytes()
    begin = partial(store.begin, NAME, SETTINGS, user_id=who.user_id)
    new = await to_thread.run_sync(begin)
    try:
        await to_thread.run_sync(new.upload.write, content)
        recording = await to_thread.run_sync(new.keep)
    finally:
        await to_thread.run_sync(new.discard)
    await to_thread.run_sync(jobs.wake, recording.id)
    return described(recording, [])
