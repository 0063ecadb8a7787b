"""Who asks, and what their role lets them do."""

from dataclasses import dataclass
from typing import Literal

from starlette.requests import Request

from midstance.errors import FormatError

Role = Literal["owner", "coach", "viewer"]

READING = ("GET", "HEAD")
"""Methods that change nothing."""


@dataclass(frozen=True)
class Who:
    """Somebody who was let in.

    Parameters
    ----------
    user_id, name
        None and empty: who sits at this machine, where nobody logs in.
    role
        An owner may everything; a coach may everything with the people whom they
        see; a viewer only looks at the people who were shown to them.

    """

    user_id: str | None = None
    name: str = ""
    role: Role = "owner"

    @property
    def may_change(self) -> bool:
        """Whether they may change anything."""
        return self.role != "viewer"


HERE = Who()
"""Who sits at this machine."""


def who_asks(request: Request) -> Who:
    """Return who was let in with a request."""
    who: Who = request.state.who
    return who


def ensure_owner(request: Request) -> None:
    """Raise unless an owner asks: to others, such a route is not there.

    Raises
    ------
    FormatError
        If somebody else asks.

    """
    if who_asks(request).role != "owner":
        raise FormatError("There is no such page.")
