"""What the Tab key offers for the values of options: names from the registries."""

from collections.abc import Iterator


def export_kinds(incomplete: str) -> Iterator[str]:
    """Yield endings of written formats that go on after the last comma.

    Examples
    --------
    >>> list(export_kinds("csv,tr"))
    ['csv,trc']

    """
    from midstance.formats.choose import written_endings

    before, comma, begun = incomplete.rpartition(",")
    given = before.split(",")
    for kind in written_endings():
        if kind.startswith(begun.lower()) and kind not in given:
            yield f"{before}{comma}{kind}"


def pose_networks(incomplete: str) -> Iterator[str]:
    """Yield names of pose networks."""
    from midstance.pose.base import backends

    yield from _beginning_with(incomplete, backends.names())


def event_detectors(incomplete: str) -> Iterator[str]:
    """Yield names of event detectors."""
    from midstance.events.base import detectors

    yield from _beginning_with(incomplete, detectors.names())


def skeletons(incomplete: str) -> Iterator[str]:
    """Yield names of skeletons."""
    from midstance.schema.skeletons import SKELETONS

    yield from _beginning_with(incomplete, sorted(SKELETONS))


def presets(incomplete: str) -> Iterator[str]:
    """Yield names of the settings that ship."""
    from midstance.config import preset_names

    yield from _beginning_with(incomplete, preset_names())


def networks_to_fetch(incomplete: str) -> Iterator[str]:
    """Yield names of published networks."""
    from midstance.weights.published import ASSETS

    yield from _beginning_with(incomplete, sorted(ASSETS))


def _beginning_with(incomplete: str, names: list[str]) -> Iterator[str]:
    return (name for name in names if name.startswith(incomplete))
