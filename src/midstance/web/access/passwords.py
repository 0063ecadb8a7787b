"""Passwords, kept as Argon2id hashes."""

from functools import cache
from typing import TYPE_CHECKING

from midstance.errors import ConfigError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST = 10
LONGEST = 200


def hash_password(password: str) -> str:
    """Return the hash under which a password is kept.

    Raises
    ------
    ConfigError
        If it is too short to withstand guessing, or too long.

    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise ConfigError(
            f"A password has {SHORTEST} to {LONGEST} characters, got {len(password)}; "
            "a few words in a row are easy to remember."
        )
    return _hasher().hash(password)


def hash_pin(pin: str) -> str:
    """Return the hash under which the PIN of a link is kept.

    Raises
    ------
    ConfigError
        If it is too short or too long.

    """
    if not 4 <= len(pin) <= 20:
        raise ConfigError(f"A PIN has 4 to 20 characters, got {len(pin)}.")
    return _hasher().hash(pin)


def is_password(password: str, known: str | None) -> bool:
    """Return whether a password is the one of a hash; None: there is no such user.

    Without a user it takes as long, so that the time does not tell who there is.
    """
    from argon2.exceptions import VerificationError

    try:
        fits = _hasher().verify(known or _nobody(), password)
    except VerificationError:
        return False
    return fits and known is not None


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    return PasswordHasher()  # Argon2id, with the second recommendation of RFC 9106


@cache
def _nobody() -> str:
    return _hasher().hash("nobody has this password")
