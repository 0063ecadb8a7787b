"""Logging in and out, users, and who sees whom."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from midstance.errors import ConfigError
from midstance.web.access.attempts import Attempts
from midstance.web.access.audit import Audit
from midstance.web.access.doors import cookie_name, login_cookie
from midstance.web.access.logins import Logins
from midstance.web.access.models import (
    AuditEntry,
    Credentials,
    Me,
    NewPassword,
    SeenBy,
    UserAnswer,
)
from midstance.web.access.sight import Sight, Visibility
from midstance.web.access.users import Users
from midstance.web.access.who import Who, ensure_owner, who_asks
from midstance.web.routes.pages import page
from midstance.web.store.people import no_person
from midstance.web.store.recordings import Store, no_recording


def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


def _users(request: Request) -> Users:
    return Users(_store(request).rows)


def _logins(request: Request) -> Logins:
    return Logins(_store(request).rows)


Known = Annotated[Users, Depends(_users)]
Open = Annotated[Logins, Depends(_logins)]
Kept = Annotated[Store, Depends(_store)]

router = APIRouter(tags=["users"])
"""For every app over recordings."""
login_router = APIRouter(tags=["users"])
"""For an app whose users log in."""


@login_router.get("/login", include_in_schema=False)
def login_page(request: Request) -> Response:
    """Return the page to log in."""
    if request.state.who is not None:
        return RedirectResponse("/", 303)
    return page("login.html")


@login_router.post("/api/login", status_code=204, response_class=Response)
def login(request: Request, users: Known, logins: Open, sent: Credentials) -> Response:
    """Log in; the cookie of the answer is what lets in."""
    attempts: Attempts = request.app.state.attempts
    address = request.client.host if request.client else ""
    attempts.ensure_open(sent.name, address)
    user = users.recognize(sent.name, sent.password)
    if user is None:
        attempts.failed(sent.name, address)
        raise ConfigError("There is no user of that name with that password.")
    attempts.succeeded(sent.name, address)
    digits = logins.begin(user)
    return Response(
        status_code=204, headers={"Set-Cookie": login_cookie(request, digits)}
    )


@login_router.post("/api/logout", status_code=204, response_class=Response)
def logout(request: Request, logins: Open) -> Response:
    """Log out, in this browser."""
    logins.end(request.cookies.get(cookie_name(request), ""))
    answer = Response(status_code=204)
    answer.delete_cookie(cookie_name(request), secure=True, httponly=True)
    return answer


@login_router.post("/api/me/password", status_code=204, response_class=Response)
def change_password(
    request: Request, users: Known, logins: Open, sent: NewPassword
) -> Response:
    """Choose another password; every other browser is logged out."""
    who = who_asks(request)
    attempts: Attempts = request.app.state.attempts
    address = request.client.host if request.client else ""
    attempts.ensure_open(who.name, address)
    user = users.recognize(who.name, sent.old)
    if user is None:
        attempts.failed(who.name, address)
        raise ConfigError("The password until now is another one.")
    users.set_password(who.name, sent.new)
    digits = logins.begin(user)
    return Response(
        status_code=204, headers={"Set-Cookie": login_cookie(request, digits)}
    )


@login_router.get("/api/audit", dependencies=[Depends(ensure_owner)])
def audit(store: Kept) -> list[AuditEntry]:
    """Return what was done of late, for owners."""
    return [AuditEntry(**vars(one)) for one in Audit(store.rows).latest()]


@login_router.get("/api/users")
def everybody(users: Known) -> list[UserAnswer]:
    """Return who may log in."""
    return [UserAnswer(id=one.id, name=one.name, role=one.role) for one in users.all()]


@router.get("/api/me")
def me(request: Request) -> Me:
    """Return who asks."""
    who = who_asks(request)
    return Me(name=who.name, role=who.role, logs_in=who.user_id is not None)


@login_router.get("/api/people/{person_id}/seen-by")
def seen_by(person_id: str, store: Kept) -> SeenBy:
    """Return who sees a person."""
    is_restricted, user_ids = Visibility(store.rows).get(person_id)
    return SeenBy(is_restricted=is_restricted, user_ids=user_ids)


@login_router.put("/api/people/{person_id}/seen-by")
def set_seen_by(person_id: str, request: Request, store: Kept, sent: SeenBy) -> SeenBy:
    """Say who sees a person; who says so cannot shut themselves out."""
    who = who_asks(request)
    mine = {who.user_id} if who.user_id and who.role != "owner" else set()
    Visibility(store.rows).set(
        person_id,
        is_restricted=sent.is_restricted,
        user_ids={*sent.user_ids, *mine} if sent.is_restricted else sent.user_ids,
    )
    return seen_by(person_id, store)


def ensure_seen(request: Request) -> None:
    """Raise if a person or recording in the path is not for who asks.

    The answer is that of what does not exist. Every route with such a path has this.
    """
    who: Who | None = request.state.who
    wanted = request.path_params
    if who is None or who.role == "owner":
        return
    store = _store(request)
    sight = Sight(store.rows, who)
    for name in ("person_id", "other_id"):
        if name in wanted and not sight.sees(wanted[name]):
            raise no_person()
    if "recording_id" in wanted:
        recording = store.get(wanted["recording_id"])
        if not sight.sees(recording.person_id):
            raise no_recording(recording.id)
