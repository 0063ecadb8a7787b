"""Whom each user sees."""

from collections.abc import Collection

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from midstance.web.access.who import Who
from midstance.web.store.people import no_person
from midstance.web.store.rows import Rows
from midstance.web.store.tables import PersonAccessRow, PersonRow, UserRow


class Sight:
    """Whom somebody sees, as it is when it is made.

    An owner sees everybody. A coach sees everybody but those who are for chosen users
    only, unless chosen; what belongs to nobody they see too. A viewer sees those for
    whom they were chosen.

    Parameters
    ----------
    rows
        Rows of the database.
    who
        Who looks.

    """

    def __init__(self, rows: Rows, who: Who) -> None:
        self._role = who.role
        self._chosen: frozenset[str] = frozenset()
        self._restricted: frozenset[str] = frozenset()
        if who.role == "owner":
            return
        mine = select(PersonAccessRow.person_id)
        mine = mine.where(PersonAccessRow.user_id == who.user_id)
        closed = select(PersonRow.id).where(PersonRow.is_restricted)

        def look(session: Session) -> None:
            self._chosen = frozenset(session.scalars(mine))
            self._restricted = frozenset(session.scalars(closed))

        rows.read(look)

    @property
    def key(self) -> object:
        """Equal for those who see the same."""
        if self._role == "owner":
            return "everything"
        hidden = self._restricted - self._chosen
        return self._role, hidden if self._role == "coach" else self._chosen

    def sees(self, person_id: str | None) -> bool:
        """Return whether they see a person; None: what belongs to nobody."""
        if self._role == "owner" or person_id in self._chosen:
            return True
        return self._role == "coach" and person_id not in self._restricted


class Visibility:
    """Who sees a person.

    Parameters
    ----------
    rows
        Rows of the database.

    """

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def get(self, person_id: str) -> tuple[bool, list[str]]:
        """Return whether a person is for chosen users only, and the chosen."""
        chosen = select(PersonAccessRow.user_id)
        chosen = chosen.where(PersonAccessRow.person_id == person_id)

        def look(session: Session) -> tuple[bool, list[str]]:
            row = session.get(PersonRow, person_id)
            if row is None:
                raise no_person()
            return row.is_restricted, sorted(session.scalars(chosen))

        return self._rows.read(look)

    def set(
        self, person_id: str, *, is_restricted: bool, user_ids: Collection[str]
    ) -> None:
        """Say who sees a person; users who are no more are left out."""
        self.get(person_id)
        old = delete(PersonAccessRow).where(PersonAccessRow.person_id == person_id)
        known = select(UserRow.id).where(UserRow.id.in_(user_ids))

        def change(session: Session) -> None:
            session.execute(
                update(PersonRow)
                .where(PersonRow.id == person_id)
                .values(is_restricted=is_restricted)
            )
            session.execute(old)
            session.add_all(
                PersonAccessRow(person_id=person_id, user_id=one)
                for one in session.scalars(known).all()
            )

        self._rows.write(change)
