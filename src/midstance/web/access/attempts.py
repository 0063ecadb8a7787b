"""How often somebody may try: guessing passwords takes for ever."""

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from midstance.errors import MidstanceError

WINDOW_MIN = 15
_OF_A_NAME = RateLimitItemPerMinute(5, WINDOW_MIN)
_OF_AN_ADDRESS = RateLimitItemPerMinute(20, WINDOW_MIN)


class LockedOutError(MidstanceError):
    """Somebody tried too often."""


class Attempts:
    """Counts failed logins by name and by address; too many lock out for a while."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def ensure_open(self, name: str, address: str) -> None:
        """Raise if too many logins failed of late.

        Raises
        ------
        LockedOutError
            If so.

        """
        for limit, key in _keys(name, address):
            if not self._limiter.test(limit, *key):
                raise LockedOutError(
                    "Too many logins failed; wait a quarter of an hour, or ask who "
                    "runs midstance for another password."
                )

    def failed(self, name: str, address: str) -> None:
        """Count a login that failed."""
        for limit, key in _keys(name, address):
            self._limiter.hit(limit, *key)

    def succeeded(self, name: str, address: str) -> None:
        """Forget what failed before under a name that is in now."""
        limit, key = _keys(name, address)[0]
        self._limiter.clear(limit, *key)


def _keys(name: str, address: str) -> list[tuple[RateLimitItem, tuple[str, str]]]:
    plain = " ".join(name.split())
    return [(_OF_A_NAME, ("name", plain)), (_OF_AN_ADDRESS, ("address", address))]
