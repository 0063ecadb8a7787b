"""The app put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from midstance.errors import FormatError, MidstanceError
from midstance.web.guard import Guard
from midstance.web.jobs import Jobs
from midstance.web.labels import Labels
from midstance.web.routes import pages, recordings, results
from midstance.web.store import Store


def make_app(
    store: Store,
    *,
    token: str,
    hosts: frozenset[str] = frozenset(),
    jobs: Jobs | None = None,
) -> Starlette:
    """Return the web app over the recordings of `store`.

    Parameters
    ----------
    store
        Where recordings are kept.
    token
        What a browser must bring to be let in.
    hosts
        Names under which the app may be asked; empty: any.
    jobs
        Who analyzes them; default: processes of this machine, one at a time.

    """
    worker = jobs or Jobs(store)
    labels = Labels()

    @asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        worker.start()
        yield
        worker.close()
        labels.close()

    app = Starlette(
        routes=[*recordings.routes, *results.routes, *pages.routes],
        middleware=[Middleware(Guard, token=token, hosts=hosts)],
        exception_handlers={MidstanceError: _complain},
        lifespan=life,
    )
    app.state.store, app.state.jobs, app.state.labels = store, worker, labels
    return app


def _complain(_: Request, error: Exception) -> Response:
    status = 404 if isinstance(error, FormatError) else 400
    return JSONResponse({"error": str(error)}, status)
