"""Logins: what a browser holds, and whom it makes of it.

A cookie holds random digits; the database holds only their hash, so that who reads
it cannot log in. The digits change at every login and every `RENEW_AFTER_S`, so that
a stolen cookie is soon worth nothing.
"""

import hashlib
import secrets
import time
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from midstance.web.access.users import User, user_of
from midstance.web.access.who import Who
from midstance.web.store.rows import Rows
from midstance.web.store.tables import LoginRow, UserRow

RENEW_AFTER_S = 3600.0
"""After so long the digits are replaced."""
STALE_AFTER_S = 60.0
"""So long the replaced ones still work: a page asks for several things at once."""
IDLE_S = 12 * 3600.0
"""Who asks for nothing for so long is out."""
LONGEST_S = 7 * 24 * 3600.0
"""After so long everybody logs in again."""
_SEEN_EVERY_S = 60.0


@dataclass(frozen=True)
class Login:
    """Who asks, and the digits that their browser is to hold from now on, if other."""

    who: Who
    renewed: str | None = None


class Logins:
    """Logins of users, kept in the database of the app.

    Parameters
    ----------
    rows
        Rows of the database.

    """

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def begin(self, user: User) -> str:
        """Return the digits of a new login."""
        now, digits = time.time(), secrets.token_urlsafe(32)

        def write(session: Session) -> None:
            session.execute(delete(LoginRow).where(LoginRow.expires_at < now))
            session.add(
                LoginRow(
                    id=_hash(digits),
                    user_id=user.id,
                    began_at=now,
                    made_at=now,
                    seen_at=now,
                    expires_at=now + LONGEST_S,
                )
            )

        self._rows.write(write)
        return digits

    def find(self, digits: str) -> Login | None:
        """Return who holds these digits; None: nobody."""
        now = time.time()
        wanted = (
            select(LoginRow, UserRow)
            .join(UserRow, UserRow.id == LoginRow.user_id)
            .where(LoginRow.id == _hash(digits))
        )
        found = self._rows.read(lambda session: session.execute(wanted).one_or_none())
        if found is None:
            return None
        login, user = found
        if login.expires_at < now or login.seen_at + IDLE_S < now:
            return None
        who = user_of(user).who
        if login.made_at + RENEW_AFTER_S < now and not login.is_replaced:
            return Login(who, self._renew(login, now))
        if login.seen_at + _SEEN_EVERY_S < now:
            mine = update(LoginRow).where(LoginRow.id == login.id)
            self._rows.write(lambda session: session.execute(mine.values(seen_at=now)))
        return Login(who)

    def end(self, digits: str) -> None:
        """End a login."""
        gone = delete(LoginRow).where(LoginRow.id == _hash(digits))
        self._rows.write(lambda session: session.execute(gone))

    def _renew(self, login: LoginRow, now: float) -> str:
        digits = secrets.token_urlsafe(32)
        fresh = LoginRow(
            id=_hash(digits),
            user_id=login.user_id,
            began_at=login.began_at,
            made_at=now,
            seen_at=now,
            expires_at=login.began_at + LONGEST_S,
        )
        old = update(LoginRow).where(LoginRow.id == login.id)

        def write(session: Session) -> None:
            session.add(fresh)
            session.execute(
                old.values(is_replaced=True, expires_at=now + STALE_AFTER_S)
            )

        self._rows.write(write)
        return digits


def _hash(digits: str) -> str:
    return hashlib.sha256(digits.encode(errors="replace")).hexdigest()
