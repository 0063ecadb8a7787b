"""Try a desktop bundle: every command answers, the demo is analyzed, the app opens.

    python scripts/bundle/check.py dist/midstance

The bundle gets a home of its own and an empty search path, so that neither a Python nor
a library of this machine is found; on Linux, ``--bare`` also hides everything of this
machine but the bundle, its C library and the device files (needs the right to change
root). Prints what each step took.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PORT = 8799
PATIENCE_S = 60
BARE_HOME = "/tmp"
"""Where a program without the rest of the machine may write."""
JOB_S = 900
SYSTEM = ("SYSTEMROOT", "SYSTEMDRIVE", "TEMP", "TMP", "PATHEXT", "COMSPEC")
LIBRARIES = ("/lib64", "/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu")


class Bundle:
    """The program of a bundle, in surroundings without Python.

    Parameters
    ----------
    folder
        Of the bundle.
    home
        An empty folder.
    bare
        Whether to hide the rest of the machine.

    """

    def __init__(self, folder: Path, home: Path, *, bare: bool) -> None:
        name = "midstance.exe" if os.name == "nt" else "midstance"
        self.environment = {k: v for k, v in os.environ.items() if k in SYSTEM}
        self.environment |= {"HOME": str(home), "USERPROFILE": str(home), "PATH": ""}
        self.environment |= {"LOCALAPPDATA": str(home), "PYTHONUTF8": "1"}
        self.words = [str(folder / name)]
        self.home = home
        if bare:
            root = bare_root(folder, home)
            self.words = [str(shutil.which("chroot")), str(root), "/bundle/midstance"]
            self.environment |= {"HOME": BARE_HOME}
            self.home = root / BARE_HOME.lstrip("/")

    def run(self, *words: str) -> str:
        """Return what a command says; end when its status is not 0."""
        start = time.perf_counter()
        done = subprocess.run(
            [*self.words, *words],
            env=self.environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        took_s = time.perf_counter() - start
        print(f"{took_s:6.1f} s  midstance {' '.join(words)}")
        if done.returncode:
            sys.exit(f"status {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr}")
        return done.stdout

    @contextmanager
    def served(self) -> Iterator[str]:
        """Serve the app; yield its address."""
        start = time.perf_counter()
        words = [*self.words, "serve", "--no-browser", "--port", str(PORT)]
        with subprocess.Popen(
            words, env=self.environment, stdout=subprocess.PIPE, text=True
        ) as server:
            assert server.stdout is not None
            address = server.stdout.readline().strip()
            print(f"{time.perf_counter() - start:6.1f} s  until the app has an address")
            try:
                yield address
            finally:
                server.terminate()
                server.wait(30)


def bare_root(folder: Path, home: Path) -> Path:
    """Return a folder to change root into: the bundle, the C library and devices."""
    root = home / "root"
    for name in ("tmp", "dev", "proc", "bundle"):
        (root / name).mkdir(parents=True)
    shutil.copytree(folder, root / "bundle", symlinks=True, dirs_exist_ok=True)
    for library in LIBRARIES:
        for path in sorted(Path(library).glob("*.so*")):
            # The C library, its loader, and zlib, which PyInstaller's starter needs.
            if re.match(
                r"(ld-linux|lib(c|m|dl|pthread|rt|util|resolv|z)\.so)", path.name
            ):
                place = root / library.lstrip("/") / path.name
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, place)
    for name, (major, minor) in {"null": (1, 3), "urandom": (1, 9)}.items():
        os.mknod(root / "dev" / name, 0o20666, os.makedev(major, minor))
    (root / "dev" / "shm").mkdir()
    return root


def commands(bundle: Bundle) -> list[str]:
    """Return the names of the commands that the program lists."""
    text = bundle.run("--help")
    return re.findall(r"^[│|] ([a-z0-9]+) +", text, re.MULTILINE)


def main() -> None:
    """Try everything."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--bare", action="store_true", help="Hide the machine.")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        bundle = Bundle(given.folder.resolve(), Path(home), bare=given.bare)
        names = commands(bundle)
        if len(names) < 20:
            sys.exit(f"only these commands: {names}")
        bundle.run("--version")
        bundle.run("doctor")
        for name in names:
            bundle.run(name, "--help")
        place = f"{BARE_HOME if given.bare else bundle.home}/demo"
        bundle.run("demo", "--out", place)
        report = bundle.home / "demo" / "report.html"
        if report.stat().st_size < 500_000:
            sys.exit("the report is too small")
        through(bundle, place)
        opened(bundle)
    print("Everything answered.")


def opened(bundle: Bundle) -> None:
    """Open the first page of the app, and ask for the worker that it starts."""
    bundle.run("-m", "midstance.web.jobs.worker", "--help")
    # The address holds a token, which becomes a cookie.
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    with bundle.served() as address:
        for patience_s in range(PATIENCE_S, -1, -1):
            try:
                page = browser.open(address, timeout=30).read()
                break
            except urllib.error.URLError:
                if not patience_s:
                    raise
                time.sleep(1)
        if b"midstance" not in page:
            sys.exit("the app's first page is not ours")
        analyze_in_app(browser, address.partition("/?")[0])


def analyze_in_app(browser: urllib.request.OpenerDirector, app: str) -> None:
    """Have the demo clip analyzed by the app's worker."""
    start = time.perf_counter()
    begin = urllib.request.Request(f"{app}/api/demo", data=b"", headers={"Origin": app})
    browser.open(begin, timeout=30).close()
    while time.perf_counter() - start < JOB_S:
        answer = json.loads(browser.open(f"{app}/api/recordings", timeout=30).read())
        states = {one["state"] for one in answer}
        if states == {"done"}:
            print(f"{time.perf_counter() - start:6.1f} s  the demo clip in the app")
            return
        if "failed" in states:
            break
        time.sleep(2)
    sys.exit(f"the app did not analyze the demo clip: {answer}")


def through(bundle: Bundle, demo: str) -> None:
    """Go through the commands that read and write, on the demo."""
    for ending in ("trc", "c3d", "glb", "xlsx", "parquet", "csv"):
        lifted = ending in ("trc", "c3d", "glb")
        source = f"{demo}/tracks3d.nc" if lifted else f"{demo}/tracks.nc"
        if lifted and ending == "trc":
            bundle.run("lift", f"{demo}/tracks.nc", "-o", source, "--height-m", "1.75")
        bundle.run("convert", source, f"{demo}/run.{ending}")
    bundle.run("convert", f"{demo}/run.parquet", f"{demo}/back.csv")
    bundle.run("events", f"{demo}/tracks.nc", "-o", f"{demo}/again.csv")
    bundle.run(
        *("measure", f"{demo}/tracks.nc", f"{demo}/events.csv"),
        *("-o", f"{demo}/again_measures.csv", "--height-m", "1.75"),
    )
    bundle.run("render3d", f"{demo}/tracks3d.nc", "-o", f"{demo}/3d.mp4")
    bundle.run("compare", demo, demo, "-o", f"{demo}/compare")
    bundle.run("overlay", demo)


if __name__ == "__main__":
    main()
