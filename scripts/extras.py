"""Resolve each extra alone, as pip would into an empty environment, and say its size.

    python scripts/extras.py                 # a table on stdout
    python scripts/extras.py onnx screen     # these alone
    python scripts/extras.py --install onnx  # into a fresh environment, and use it

Sizes are those of the files that pip would download (``pip install --dry-run
--report``), and how many packages come with the extra beside those of the plain
install. ``--install`` makes an environment, installs the extra and uses it for real
(`extra_uses.py`); the plain install has an empty name. ``--record`` puts what
came of it into docs/dependencies.md.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import tomllib
import urllib.request
import venv
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BESIDE = {
    "onnx": ["onnx>=1.17"],
    "s3": ["moto[s3]>=5.1", "flask>=3", "flask-cors>=5"],
}
"""What a use needs beside the extra, to make a network or to be the other side."""
INSTALL = ("install", "-q", "--no-compile")
"""Python compiles what is imported; sizes are those of what was fetched."""
TABLE = ROOT / "docs" / "dependencies.md"
HEAD = "| extra | on | Python | s | MB | used with |\n|---|---|---|---|---|---|\n"


def extras() -> list[str]:
    """Return the names of the extras."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return list(project["project"]["optional-dependencies"])


def resolved(extra: str, constraints: list[str]) -> dict[str, str]:
    """Return the address of every package that pip would fetch, by its name."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        pins = Path(folder) / "pins.txt"
        pins.write_text("\n".join(constraints) + "\n", "utf-8")
        what = f"{ROOT}[{extra}]" if extra else str(ROOT)
        done = subprocess.run(
            [
                *(sys.executable, "-m", "pip", "install", "--quiet", "--dry-run"),
                *("--ignore-installed", "--report", str(report)),
                *("--constraint", str(pins), what),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            sys.exit(f"[{extra}] does not resolve:\n{done.stderr[-2000:]}")
        found = json.loads(report.read_text("utf-8"))["install"]
    return {
        one["metadata"]["name"].lower(): one["download_info"]["url"] for one in found
    }


def size_mb(url: str) -> float:
    """Return how large a file is; 0 for our own source."""
    if url.startswith("file:"):
        path = Path(urllib.request.url2pathname(url.removeprefix("file://")))
        return path.stat().st_size / 1e6 if path.is_file() else 0.0
    request = urllib.request.Request(url, method="HEAD")
    with urllib.request.urlopen(request, timeout=60) as answer:
        return int(answer.headers["Content-Length"]) / 1e6


@dataclass(frozen=True)
class Installed:
    """What came of an extra in a fresh environment.

    Parameters
    ----------
    extra
        Its name; empty for the plain install.
    seconds
        That pip took.
    size_mb
        Of the environment, before Python compiled anything.
    used
        One sentence of what was done with it.

    """

    extra: str
    seconds: float
    size_mb: float
    used: str

    def row(self) -> str:
        """Return its row of the table in the documentation."""
        name = f"`{self.extra}`" if self.extra else "(none)"
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        today = datetime.now(tz=UTC).date().isoformat()
        return (
            f"| {name} | {today} | {version} | {self.seconds:.0f} | "
            f"{self.size_mb:.0f} | {self.used} |"
        )


def install(extra: str, constraints: list[str]) -> Installed:
    """Install an extra into a fresh environment, and use it (`extra_uses.py`)."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "venv"
        venv.create(place, with_pip=True)
        python = place / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        pip = [python, "-m", "pip"]
        pins = Path(folder) / "pins.txt"
        pins.write_text("\n".join(constraints) + "\n", "utf-8")
        what = f"{ROOT}[{extra}]" if extra else str(ROOT)
        start = time.perf_counter()
        subprocess.run([*pip, *INSTALL, "-c", str(pins), what], check=True)
        took_s = time.perf_counter() - start
        subprocess.run([*pip, "check"], check=True, stdout=subprocess.DEVNULL)
        size = sum(f.stat().st_size for f in place.rglob("*") if f.is_file()) / 1e6
        if extra in BESIDE:
            # What the extra brought stays at its version.
            held = subprocess.run(
                [*pip, "freeze", "--exclude", "midstance"],
                stdout=subprocess.PIPE,
                text=True,
                check=True,
            )
            pins.write_text(held.stdout, "utf-8")
            subprocess.run(
                [*pip, *INSTALL, "-c", str(pins), *BESIDE[extra]], check=True
            )
        used = subprocess.run(
            [python, ROOT / "scripts" / "extra_uses.py", extra],
            stdout=subprocess.PIPE,
            text=True,
            cwd=_room(Path(folder), python),
            env=_surroundings(Path(folder)),
            check=True,
        )
    return Installed(extra, took_s, size, used.stdout.strip().splitlines()[-1])


def _surroundings(folder: Path) -> dict[str, str]:
    """Return an environment with its own weights and no libraries of another."""
    others = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    return others | {"MIDSTANCE_WEIGHTS": str(folder / "weights")}


def _room(folder: Path, python: Path) -> Path:
    """Return an empty folder to work in, with BlazePose in a folder of weights."""
    subprocess.run(
        [python, "-m", "midstance", "weights", "fetch", "blazepose"],
        stdout=subprocess.DEVNULL,
        env=_surroundings(folder),
        check=True,
    )
    room = folder / "room"
    room.mkdir()
    return room


def recorded(page: str, row: str) -> str:
    """Return the page with the row of an extra in its table, or in place of it."""
    before, _, rest = page.partition(HEAD)
    if not rest:
        raise ValueError(f"the page has no table that begins with {HEAD!r}")
    kept, blank, after = rest.partition("\n\n")
    rows = {one.split("|")[1].strip(" `"): one for one in [*kept.splitlines(), row]}
    order = [name for name in ["(none)", *extras()] if name in rows]
    return before + HEAD + "\n".join(rows[name] for name in order) + blank + after


def main() -> None:
    """Print the table, or install."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("extras", nargs="*", default=extras())
    parser.add_argument("--install", action="store_true")
    parser.add_argument("--record", action="store_true", help=f"in {TABLE.name}, too")
    parser.add_argument("--constraint", action="append", default=[])
    given = parser.parse_args()
    if given.install:
        for extra in given.extras:
            row = install(extra, given.constraint).row()
            print(row, flush=True)
            if given.record:
                page = recorded(TABLE.read_text("utf-8"), row)
                TABLE.write_text(page, "utf-8")
        return
    plain = resolved("", given.constraint)
    sizes = {url: size_mb(url) for url in plain.values()}
    print("| extra | packages | MB to download |\n|---|---|---|")
    print(f"| (none) | {len(plain)} | {sum(sizes.values()):.0f} |")
    for extra in given.extras:
        own = resolved(extra, given.constraint)
        added = {name: url for name, url in own.items() if name not in plain}
        more = sum(size_mb(url) for url in added.values())
        print(f"| `{extra}` | + {len(added)} | + {more:.0f} |", flush=True)


if __name__ == "__main__":
    main()
