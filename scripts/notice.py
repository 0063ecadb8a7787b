"""Write NOTICE: whose work ships with midstance, and what it stands on.

    python scripts/notice.py            # writes NOTICE
    python scripts/notice.py --check    # ends with status 1 when it is another

The first part comes from `scripts/attributions.toml`, which names the source of every
file of data in the package; the second from the metadata of the installed libraries
that the plain install needs, as `scripts/licences.py` finds them. Which libraries of
libraries come along differs from system to system and from release to release, so that
only those which midstance names itself are listed.
"""

import argparse
import sys
import textwrap
import tomllib
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from licences import BUNDLED, licence_of
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "midstance"
NOTICE = ROOT / "NOTICE"
SOURCES = Path(__file__).with_name("attributions.toml")
DATA = (".csv", ".json", ".mp4", ".nc", ".npz", ".toml")
"""Suffixes of what is data in the package, not code, page or translation."""


def attributions() -> dict[str, Any]:
    """Return the sources, as the file beside this one holds them."""
    return tomllib.loads(SOURCES.read_text("utf-8"))


def unnamed(package: Path) -> list[str]:
    """Return the files of data in the package of which no source is named."""
    held = attributions()
    patterns = [p for one in [*held["source"], held["own"]] for p in one["files"]]
    named = {path for pattern in patterns for path in package.glob(pattern)}
    there = [path for path in package.rglob("*") if path.suffix in DATA]
    return sorted(str(p.relative_to(package)) for p in there if p not in named)


def direct() -> list[str]:
    """Return the names of the libraries that the plain install names."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return [Requirement(one).name for one in project["project"]["dependencies"]]


def notice() -> str:
    """Return the text of NOTICE.

    Raises
    ------
    importlib.metadata.PackageNotFoundError
        If a library of the plain install is not installed here.

    """
    return "\n".join([*whose_it_is(), *what_it_stands_on()]) + "\n"


def whose_it_is() -> list[str]:
    """Return the lines that name whose recordings and figures ship."""
    held = attributions()
    lines = ["midstance", "Copyright 2026 the midstance authors", ""]
    lines += ["Written by scripts/notice.py; do not edit.", ""]
    lines += ["Whose recordings and figures are in it", ""]
    for one in held["source"]:
        url = f" ({one['url']})" if "url" in one else ""
        words = (one["title"], f"{one['licence']}{url}", one["changes"].rstrip("."))
        text = "".join(f"{word}. " for word in words if word).strip()
        lines += textwrap.wrap(text, 78)
        lines += [f"    src/midstance/{name}" for name in one["files"]]
        lines.append("")
    lines += [*textwrap.wrap(f"{held['own']['about']}:", 78)]
    lines += [f"    src/midstance/{name}" for name in held["own"]["files"]]
    return lines


def what_it_stands_on() -> list[str]:
    """Return the lines that name the libraries of the plain install."""
    lines = ["", "What it stands on: installed beside it, no part of it", ""]
    for name in sorted(direct(), key=str.lower):
        lines.append(f"{name}: {licence_of(distribution(name)) or 'as its text says'}")
        if name in BUNDLED:
            margin = {"initial_indent": " " * 4, "subsequent_indent": " " * 4}
            lines += textwrap.wrap(BUNDLED[name], 78, **margin)
    return [
        *lines,
        "",
        "All of them with those that they need, and the texts of their licences:",
        "python scripts/licences.py --texts; a release and the desktop folder hold",
        "the result as THIRD-PARTY.txt.",
    ]


def main() -> None:
    """Write it, or say that it is another."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="Write nothing.")
    given = parser.parse_args()
    if missing := unnamed(PACKAGE):
        sys.exit(f"No source is named for: {', '.join(missing)}")
    text = notice()
    if not given.check:
        NOTICE.write_text(text, "utf-8")
    elif NOTICE.read_text("utf-8") != text:
        sys.exit("NOTICE is not what scripts/notice.py writes; run it.")


if __name__ == "__main__":
    main()
