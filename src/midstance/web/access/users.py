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
from midstance.words.text import _

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
    is_disabled
        Whether they may not log in for now.

    """

    id: str
    name: str
    role: Role
    quota_bytes: int | None
    is_disabled: bool = False

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

    def of_id(self, user_id: str) -> User:
        """Return the user of an id.

        Raises
        ------
        FormatError
            If there is none.

        """
        row = self._rows.read(lambda session: session.get(UserRow, user_id))
        if row is None:
            raise FormatError(_("There is no such user any more."))
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
        self._ensure_owner_without(user)
        gone = delete(UserRow).where(UserRow.id == user.id)
        self._rows.write(lambda session: session.execute(gone))

    def change(
        self, name: str, *, role: Role, is_disabled: bool, quota_bytes: int | None
    ) -> None:
        """Give a user a role and a quota, and say whether they are let in.

        Who is let in no more is out wherever they are logged in.

        Raises
        ------
        ConfigError
            If no owner would be left who may log in.
        FormatError
            If there is none of that name.

        """
        user = self.named(name)
        if role != "owner" or is_disabled:
            self._ensure_owner_without(user)

        def write(session: Session) -> None:
            mine = update(UserRow).where(UserRow.id == user.id)
            session.execute(
                mine.values(role=role, is_disabled=is_disabled, quota_bytes=quota_bytes)
            )
            if is_disabled:
                session.execute(delete(LoginRow).where(LoginRow.user_id == user.id))

        self._rows.write(write)

    def _ensure_owner_without(self, user: User) -> None:
        """Raise if nobody else is an owner who may log in."""
        owners = [o for o in self.all() if o.role == "owner" and not o.is_disabled]
        if owners == [user]:
            raise ConfigError(
                _(
                    "{name} is the only owner; add another owner first.",
                    name=user.name,
                )
            )

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
        """Return the user of a name and a password who may log in; None: nobody."""
        wanted = select(UserRow).where(UserRow.name == _plain(name))
        row = self._rows.read(lambda session: session.scalar(wanted))
        fits = is_password(password, None if row is None else row.password)
        if row is None or row.is_disabled or not fits:
            return None
        return user_of(row)

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

    def used_bytes(self) -> dict[str, int]:
        """Return how much the videos of users take, by id; who has none is left out."""
        summed = func.sum(RecordingRow.n_bytes)
        wanted = select(RecordingRow.user_id, summed).group_by(RecordingRow.user_id)
        rows = self._rows.read(lambda session: session.execute(wanted).all())
        return {user_id: int(n_bytes) for user_id, n_bytes in rows if user_id}

    def last_seen(self) -> dict[str, float]:
        """Return when who is logged in was last heard of (s since 1970), by id."""
        latest = func.max(LoginRow.seen_at)
        wanted = select(LoginRow.user_id, latest).group_by(LoginRow.user_id)
        rows = self._rows.read(lambda session: session.execute(wanted).all())
        return {user_id: float(at) for user_id, at in rows}

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
    role = cast("Role", row.role)
    return User(row.id, row.name, role, row.quota_bytes, row.is_disabled)
