"""List what an installed midstance stands on, with every licence and its text.

    python scripts/licences.py                   # a table
    python scripts/licences.py --texts > THIRD-PARTY.txt

Walks the requirements of the installed package as its metadata name them (extras on
demand: ``--extra onnx``), so that nothing else of the environment gets into the list.
Ends with status 1 when a library names no licence, or one that midstance does not ship
with by default (AGPL, non-commercial). A desktop bundle holds the list with its texts.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

REFUSED = re.compile(r"AGPL|Affero|non-?commercial", re.IGNORECASE)
BUNDLED = {
    "av": "Its wheel holds FFmpeg with x264 and x265 (GPL-2.0-or-later), so that "
    "whoever hands on the bundle as a whole does so under the GPL, version 3.",
}
_TEXT = re.compile(r"(licen[cs]e|copying|notice)", re.IGNORECASE)


def required(name: str, extras: frozenset[str]) -> dict[str, Distribution]:
    """Return every installed distribution that `name` needs, by its name."""
    found: dict[str, Distribution] = {}
    todo = [(name, extras)]
    while todo:
        name, extras = todo.pop()
        key = canonicalize_name(name)
        if key in found:
            continue
        try:
            found[key] = distribution(name)
        except PackageNotFoundError:
            continue
        for text in found[key].requires or []:
            need = Requirement(text)
            marker = need.marker
            wanted = [{"extra": extra} for extra in extras or {""}]
            if marker is None or any(marker.evaluate(one) for one in wanted):
                todo.append((need.name, frozenset(need.extras)))
    return dict(sorted(found.items()))


def licence_of(one: Distribution) -> str:
    """Return the licence that a distribution names, in one line; empty: none."""
    said = one.metadata.get("License-Expression") or ""
    kinds = [
        kind.rpartition(" :: ")[2]
        for kind in one.metadata.get_all("Classifier") or []
        if kind.startswith("License :: ") and kind != "License :: OSI Approved"
    ]
    line = (one.metadata.get("License") or "").strip().splitlines()
    return said or ", ".join(kinds) or (line[0] if line else "")


def texts_of(one: Distribution) -> Iterator[tuple[str, str]]:
    """Yield name and content of each file with a licence."""
    for path in one.files or []:
        in_metadata = ".dist-info/" in str(path)
        if in_metadata and _TEXT.search(path.name):
            yield path.name, path.read_text("utf-8")


def main() -> None:
    """Print the list."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--extra", action="append", default=[])
    parser.add_argument("--texts", action="store_true", help="With all texts.")
    given = parser.parse_args()
    found = required("midstance", frozenset(given.extra))
    wrong = []
    for one in found.values():
        licence = licence_of(one) or "licence not named"
        print(f"{one.metadata['Name']} {one.version}: {licence}")
        if one.metadata["Name"] in BUNDLED:
            print(f"    {BUNDLED[one.metadata['Name']]}")
        names = [name for name, _ in texts_of(one)]
        if REFUSED.search(licence) or (licence == "licence not named" and not names):
            wrong.append(one.metadata["Name"])
    if given.texts:
        for one in found.values():
            for name, text in texts_of(one):
                print(f"\n{'=' * 78}\n{one.metadata['Name']} {one.version}: {name}\n")
                print(text.strip())
    if wrong:
        sys.exit(f"No licence, or none to ship with: {', '.join(wrong)}")


if __name__ == "__main__":
    main()
