"""The reference of the Python interface, made of what the package says that it has."""

from types import ModuleType

import midstance

_CATALOGUE = "midstance.api.catalogue"


def api_page() -> str:
    """Return every public name, for mkdocstrings to fill in."""
    about = (
        "`import midstance as ms` gives everything below. Whatever goes wrong is a "
        "`MidstanceError` with one sentence."
    )
    names = sorted(set(midstance.__all__), key=str.lower)
    return "\n\n".join(["# Python", about, *(f"::: {_place(n)}" for n in names)]) + "\n"


def _place(name: str) -> str:
    """Return where a public name is defined."""
    item = getattr(midstance, name)
    # The tables of plug-ins share their names with the packages of these.
    module = _CATALOGUE if isinstance(item, ModuleType) else item.__module__
    return f"{module}.{name}"
