"""Those who may log in."""

import secrets
import time
from dataclasses import dataclass
from typing import cast

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from midstance.errors import ConfigError, FormatError
from midstance.web.access.passwords import hash_password, is_password
from midstance.web.access.who import Role, Who
from midstance.web.store.rows import Rows, n_changed
from midstance.web.store.tables import LoginRow, RecordingRow, UserRow

_LONGEST_NAME = 80


@dataclass(frozen=True)
class User:
    """Somebody who may log in.

    Parameters
    ----------
    id, name, role
        Who they are, and what they may do.
    quota_bytes
        How much their videos may take; None: as much as there is room for.

    """

    id: str
    name: str
    role: Role
    quota_bytes: int | None

    @property
    def who(self) -> Who:
        """Who asks when they ask."""
        return Who(self.id, self.name, self.role)


class Users:
    """Those who may log in, kept in the database of the app.

    Parameters
    ----------
    rows
        Rows of the database.

    """

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def all(self) -> list[User]:
        """Return everybody, by name."""
        wanted = select(UserRow).order_by(UserRow.name)
        rows = self._rows.read(lambda session: session.scalars(wanted).all())
        return [user_of(row) for row in rows]

    def named(self, name: str) -> User:
        """Return the user of a name.

        Raises
        ------
        FormatError
            If there is none.

        """
        wanted = select(UserRow).where(UserRow.name == _plain(name))
        row = self._rows.read(lambda session: session.scalar(wanted))
        if row is None:
            raise FormatError(f"There is no user {name!r}.")
        return user_of(row)

    def add(
        self, name: str, password: str, role: Role, *, quota_bytes: int | None = None
    ) -> User:
        """Return a new user.

        Raises
        ------
        ConfigError
            If the name is taken or none, or the password is too short.

        """
        plain = _plain(name)
        if not plain or len(plain) > _LONGEST_NAME or not plain.isprintable():
            raise ConfigError(
                f"The name of a user has 1 to {_LONGEST_NAME} printable characters, "
                f"got {name[: _LONGEST_NAME + 1]!r}."
            )
        row = {
            "id": secrets.token_hex(8),
            "name": plain,
            "role": role,
            "password": hash_password(password),
            "quota_bytes": quota_bytes,
            "created_at": time.time(),
        }
        try:
            self._rows.write(lambda session: session.add(UserRow(**row)))
        except IntegrityError as error:
            raise ConfigError(
                f"There is a user {plain!r} already; choose another name."
            ) from error
        return self.named(plain)

    def remove(self, name: str) -> None:
        """Delete a user; recordings and people stay.

        Raises
        ------
        ConfigError
            If no owner would be left.
        FormatError
            If there is none of that name.

        """
        user = self.named(name)
        owners = [one for one in self.all() if one.role == "owner"]
        if owners == [user]:
            raise ConfigError(
                f"{user.name} is the only owner; add another owner first."
            )
        gone = delete(UserRow).where(UserRow.id == user.id)
        self._rows.write(lambda session: session.execute(gone))

    def set_password(self, name: str, password: str) -> None:
        """Give a user another password; wherever they are logged in, they are out.

        Raises
        ------
        ConfigError
            If the password is too short.
        FormatError
            If there is none of that name.

        """
        user, hashed = self.named(name), hash_password(password)

        def change(session: Session) -> None:
            mine = update(UserRow).where(UserRow.id == user.id)
            session.execute(mine.values(password=hashed))
            session.execute(delete(LoginRow).where(LoginRow.user_id == user.id))

        self._rows.write(change)

    def recognize(self, name: str, password: str) -> User | None:
        """Return the user of a name and a password; None: there is none."""
        wanted = select(UserRow).where(UserRow.name == _plain(name))
        row = self._rows.read(lambda session: session.scalar(wanted))
        fits = is_password(password, None if row is None else row.password)
        return user_of(row) if row is not None and fits else None

    def bytes_left(self, user_id: str | None) -> int | None:
        """Return how many bytes a user may still bring; None: any number."""
        if user_id is None:
            return None
        row = self._rows.read(lambda session: session.get(UserRow, user_id))
        if row is None or row.quota_bytes is None:
            return None
        mine = select(func.coalesce(func.sum(RecordingRow.n_bytes), 0))
        used = self._rows.read(
            lambda session: session.scalar(mine.where(RecordingRow.user_id == user_id))
        )
        return max(0, row.quota_bytes - int(used or 0))

    def set_quota(self, name: str, quota_bytes: int | None) -> None:
        """Say how much the videos of a user may take; None: anything."""
        user = self.named(name)
        changed = update(UserRow).where(UserRow.id == user.id)
        self._rows.write(
            lambda session: n_changed(
                session.execute(changed.values(quota_bytes=quota_bytes))
            )
        )


def _plain(name: str) -> str:
    return " ".join(name.split())


def user_of(row: UserRow) -> User:
    """Return the user of a row."""
    return User(row.id, row.name, cast("Role", row.role), row.quota_bytes)
