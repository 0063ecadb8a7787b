"""The users as owners see and change them: the rules of `midstance users`, by page."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from midstance.errors import ConfigError
from midstance.web.access.models import (
    AccountAnswer,
    AccountChange,
    NewAccount,
    PasswordGiven,
)
from midstance.web.access.users import User
from midstance.web.access.who import ensure_owner, who_asks
from midstance.web.routes.access import Known
from midstance.web.routes.pages import page
from midstance.words.text import _

router = APIRouter(tags=["users"], dependencies=[Depends(ensure_owner)])
"""For an app whose users log in; to all but owners, none of it is there."""


def _account(user_id: str, users: Known) -> User:
    return users.of_id(user_id)


Account = Annotated[User, Depends(_account)]


@router.get("/users", include_in_schema=False)
def users_page() -> Response:
    """Return the page of users."""
    return page("users.html")


@router.get("/api/accounts")
def accounts(users: Known) -> list[AccountAnswer]:
    """Return everybody who was let in, with what their videos take."""
    used, seen = users.used_bytes(), users.last_seen()
    return [
        AccountAnswer(
            id=one.id,
            name=one.name,
            role=one.role,
            is_disabled=one.is_disabled,
            quota_bytes=one.quota_bytes,
            used_bytes=used.get(one.id, 0),
            seen_at=seen.get(one.id),
        )
        for one in users.all()
    ]


@router.post("/api/accounts", status_code=201)
def add(users: Known, sent: NewAccount) -> list[AccountAnswer]:
    """Let somebody log in."""
    users.add(sent.name, sent.password, sent.role, quota_bytes=sent.quota_bytes)
    return accounts(users)


@router.put("/api/accounts/{user_id}")
def change(
    account: Account, request: Request, users: Known, sent: AccountChange
) -> list[AccountAnswer]:
    """Give somebody another role or quota, or let them in no more for now."""
    if sent.is_disabled:
        _ensure_other(account, request)
    users.change(
        account.name,
        role=sent.role,
        is_disabled=sent.is_disabled,
        quota_bytes=sent.quota_bytes,
    )
    return accounts(users)


@router.put(
    "/api/accounts/{user_id}/password", status_code=204, response_class=Response
)
def set_password(account: Account, users: Known, sent: PasswordGiven) -> None:
    """Give somebody another password; they are logged out everywhere."""
    users.set_password(account.name, sent.password)


@router.delete("/api/accounts/{user_id}")
def remove(account: Account, request: Request, users: Known) -> list[AccountAnswer]:
    """Let somebody log in no more; what they brought stays."""
    _ensure_other(account, request)
    users.remove(account.name)
    return accounts(users)


def _ensure_other(account: User, request: Request) -> None:
    """Raise if somebody would shut themselves out."""
    if account.id == who_asks(request).user_id:
        raise ConfigError(_("Ask another owner: nobody shuts themselves out here."))
