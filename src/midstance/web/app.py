"""The app put together."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from anyio import to_thread
from fastapi import APIRouter, Depends, FastAPI
from starlette.middleware import Middleware

from midstance.errors import FormatError
from midstance.web.access import accounts
from midstance.web.access.attempts import Attempts
from midstance.web.access.audit import Audit
from midstance.web.access.doors import Door, LoginDoor, TokenDoor
from midstance.web.access.log import AuditLog
from midstance.web.access.logins import Logins
from midstance.web.complaints import COMPLAINTS
from midstance.web.feed import Feed
from midstance.web.guard import Guard
from midstance.web.jobs.workers import Jobs
from midstance.web.label.session import Session
from midstance.web.label.sessions import Sessions, session_of
from midstance.web.leaving.routes import router as faces_router
from midstance.web.limits import BodyLimit
from midstance.web.live.session import LiveSessions
from midstance.web.models import Problem
from midstance.web.pairing.server import PhoneServer
from midstance.web.preparing.uploads import Uploads
from midstance.web.reports import routes as remarks
from midstance.web.routes import (
    access,
    demo,
    events,
    exports,
    labels,
    made,
    pages,
    people,
    phone,
    recordings,
    results,
    shares,
)
from midstance.web.routes.bring import live, presets, uploads
from midstance.web.sharing.shares import Shares
from midstance.web.speaking import Speaking
from midstance.web.store.recordings import Store

Life = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def make_app(
    store: Store,
    *,
    token: str | None,
    hosts: frozenset[str] = frozenset(),
    jobs: Jobs | None = None,
) -> FastAPI:
    """Return the web app over the recordings of `store`.

    Parameters
    ----------
    store
        Where recordings are kept.
    token
        What a browser must bring to be let in; None: users log in.
    hosts
        Names under which the app may be asked; empty: any.
    jobs
        Who has them analyzed; default: a worker process, one at a time.

    """
    worker = jobs or Jobs(store)
    feed = Feed(store)

    def find(name: str) -> Session:
        return session_of(store, results.finished(store, name))

    sessions = Sessions(find)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        worker.start()
        yield
        await feed.close()
        await to_thread.run_sync(phones.close)
        await to_thread.run_sync(worker.close)
        sessions.close_all()
        app.state.uploads.close()
        await to_thread.run_sync(app.state.live.close)

    routers = [
        access.router,
        events.router,
        recordings.router,
        people.router,
        presets.router,
        uploads.router,
        live.router,
        labels.router,
        demo.router,
        exports.router,
        remarks.router,
        faces_router,
        made.router,
        shares.router,
        shares.public_router,
        results.router,
        pages.home_router,
    ]
    phones = PhoneServer(store, worker)
    if token is None:
        routers[:0] = [access.login_router, accounts.router]
        door: Door = LoginDoor(Logins(store.rows))
    else:  # elsewhere users log in on their phone
        routers.insert(0, phone.router)
        door = TokenDoor(token)
    audit = Audit(store.rows) if token is None else None
    app = _guarded(routers, life, door=door, hosts=hosts, audit=audit)
    app.state.shares = Shares(store)
    app.state.attempts, app.state.phone = Attempts(), phones
    app.state.store, app.state.jobs = store, worker
    app.state.uploads = Uploads(store.files)
    app.state.live = LiveSessions()
    app.state.sessions, app.state.feed = sessions, feed
    return app


def make_folder_app(
    session: Session, *, token: str, hosts: frozenset[str] = frozenset()
) -> FastAPI:
    """Return the web app over one analysis, to put its contacts right by hand.

    Parameters
    ----------
    session
        The analysis; what is being drawn when the app ends is left to the caller.
    token
        What a browser must bring to be let in.
    hosts
        Names under which the app may be asked; empty: any.

    """

    def find(name: str) -> Session:
        if name != labels.FOLDER:
            raise FormatError(f"There is no analysis {name!r} here.")
        return session

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        yield

    app = _guarded(
        [labels.router, labels.folder_router],
        life,
        door=TokenDoor(token),
        hosts=hosts,
    )
    app.state.sessions = Sessions(find)
    return app


def _guarded(
    routers: list[APIRouter],
    life: Life,
    *,
    door: Door,
    hosts: frozenset[str],
    audit: Audit | None = None,
) -> FastAPI:
    """Return an app of these routes that only those may ask whom the door admits."""
    app = FastAPI(
        title="midstance",
        lifespan=life,
        openapi_url="/api/openapi.json",
        docs_url=None,  # FastAPI's own page loads its scripts from elsewhere
        redoc_url=None,
        responses={400: {"model": Problem}, 404: {"model": Problem}},
        middleware=[
            Middleware(Speaking),
            Middleware(Guard, door=door, hosts=hosts),
            Middleware(AuditLog, audit=audit),
            Middleware(BodyLimit, unlimited={recordings.UPLOAD, people.IMPORT}),
        ],
        exception_handlers=COMPLAINTS,
    )
    for router in [*routers, pages.router]:
        app.include_router(router, dependencies=[Depends(access.ensure_seen)])
    return app
