"""How quick the app is: for many viewers at once, and from a video to its numbers.

The app is started as ``midstance serve`` does, on a folder of 200 recordings. So many
viewers look at the list, follow a link to a report and look again, each a second
after the answer before. Then the clip that ships with the package is brought, and the
time until its numbers and its report are there is held against ``midstance analyze`` of
the same clip, in turns on the same machine; and a clip of 20 s is brought, whose first
numbers and whose printed page are waited for. Beside the time on the clock stands that
of the processors, of the app with its workers or of the command, which others on the
machine do not stretch::

    python validation/app.py [--viewers 50] [--seconds 20] [--turns 2] [--no-video]
"""

import argparse
import asyncio
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import resources
from itertools import islice
from pathlib import Path

import httpx
import numpy as np
import psutil

from midstance.api.examples import example
from midstance.report.page import write_page
from midstance.video.reader import open_video
from midstance.video.writer import VideoWriter
from midstance.web.jobs.analysis import numbers_of
from midstance.web.store.recordings import Store

N_RECORDINGS = 200
PAUSE_S = 1.0
SETTINGS = {"subject": {"height_m": 1.75, "speed_m_s": 3.0}}


def fill(root: Path) -> list[str]:
    """Fill a folder of recordings; return the ids of those that have a report."""
    store, analysis = Store(root), example()
    ids = []
    for number in range(N_RECORDINGS):
        new = store.begin(f"run {number}.mp4", {})
        new.upload.write(b"film %d" % number)
        recording = new.keep()
        claimed = store.claim(recording.id)
        assert claimed is not None
        store.set_numbers(recording.id, numbers_of(analysis.summary()))
        store.work.conclude(claimed, "done")
        if number < 5:
            analysis.save(recording.results)
            write_page(analysis, recording.results / "report.html")
            ids.append(recording.id)
    store.close()
    return ids


async def view(url: str, ids: list[str], seconds: float, took: list[float]) -> None:
    """Look at the list and at reports, again and again."""
    until = time.monotonic() + seconds
    async with httpx.AsyncClient(base_url=url, timeout=60) as client:
        await client.get(url, follow_redirects=True)
        number = 0
        while time.monotonic() < until:
            for path in (
                "/api/recordings",
                f"/recordings/{ids[number % 5]}/report.html",
            ):
                began = time.monotonic()
                answer = await client.get(path)
                took.append(time.monotonic() - began)
                assert answer.status_code == 200
                await asyncio.sleep(PAUSE_S)
            number += 1


async def views(url: str, ids: list[str], n: int, seconds: float) -> list[float]:
    """Return how long each answer took (s)."""
    took: list[float] = []
    await asyncio.gather(*(view(url, ids, seconds, took) for _ in range(n)))
    return took


@dataclass(frozen=True)
class Took:
    """Seconds on the clock, and of the processors."""

    clock: float
    processors: float

    def __str__(self) -> str:
        """Return both in words."""
        return f"{self.clock:.1f} s ({self.processors:.1f} s of processors)"


class Watch:
    """Measures from when it is made on what an app and its workers take."""

    def __init__(self, app: psutil.Process) -> None:
        self._app = app
        self._began, self._before = time.monotonic(), self._spent()

    def took(self) -> Took:
        """Return what was taken until now."""
        return Took(time.monotonic() - self._began, self._spent() - self._before)

    def _spent(self) -> float:
        # What has ended counts for its parent, which waited for it.
        spent = 0.0
        for one in [self._app, *self._app.children(recursive=True)]:
            with suppress(psutil.Error):
                spent += sum(one.cpu_times()[:4])
        return spent


@contextmanager
def browsing(url: str) -> Iterator[httpx.Client]:
    """Give who is let in."""
    base = url.split("/?")[0]
    with httpx.Client(base_url=base, headers={"origin": base}, timeout=300) as client:
        client.get(url, follow_redirects=True)
        yield client


def bring(client: httpx.Client, clip: bytes, watch: Watch) -> tuple[str, Took, Took]:
    """Return the id of a clip that is brought, until its first numbers, and all."""
    query = {"name": "demo.mp4", "settings": json.dumps(SETTINGS)}
    sent = client.post("/api/recordings", params=query, content=clip).json()
    first: Took | None = None
    while True:
        rows = client.get("/api/recordings").json()
        state = next(one for one in rows if one["id"] == sent["id"])
        if state["numbers"] and first is None:
            first = watch.took()
        if state["state"] == "done" and first is not None:
            return sent["id"], first, watch.took()
        assert state["state"] in ("waiting", "working", "done"), state["message"]
        time.sleep(0.1)


def long_clip(place: Path, seconds: float) -> bytes:
    """Return the clip that ships with the package, again and again, so long."""
    with resources.as_file(resources.files("midstance") / "examples") as folder:
        path, rate_hz = place / "long.mp4", 60.0
        n_left = round(seconds * rate_hz)
        with VideoWriter(path, 1280, 720, rate_hz, crf=20) as writer:
            while n_left:
                with open_video(folder / "demo.mp4") as frames:
                    for frame in islice(frames, n_left):
                        writer.write(frame.image)
                        n_left -= 1
    return path.read_bytes()


def analyze() -> Took:
    """Return how long ``midstance analyze`` takes for the same."""
    with (
        tempfile.TemporaryDirectory() as out,
        resources.as_file(resources.files("midstance") / "examples") as folder,
    ):
        command = [sys.executable, "-m", "midstance", "analyze"]
        command += [str(folder / "demo.mp4"), "-o", f"{out}/results"]
        command += ["--height-m", "1.75", "--speed-m-s", "3.0", "--video", "link"]
        before = os.times()
        subprocess.run(command, check=True, capture_output=True)
        after = os.times()
    processors = sum(after[2:4]) - sum(before[2:4])
    return Took(after.elapsed - before.elapsed, processors)


def compare_speed(url: str, app: psutil.Process, turns: int) -> None:
    """Print how long the demo clip takes in the app and by the command, in turns."""
    clip = (resources.files("midstance") / "examples" / "demo.mp4").read_bytes()
    ratios = []
    for _ in range(turns):
        with browsing(url) as client:
            _, first, done = bring(client, clip, Watch(app))
        command = analyze()
        ratios.append(
            (done.clock / command.clock, done.processors / command.processors)
        )
        print(
            f"8 s at 60 Hz: first numbers {first}, all and the report {done} after the "
            f"video was brought, midstance analyze {command}"
        )
    clock, processors = np.median(ratios, axis=0)
    print(f"the app takes {clock:.2f} times as long, {processors:.2f} of processors")


def time_long(url: str, app: psutil.Process, place: Path) -> None:
    """Print how long a clip of 20 s takes to first numbers, report and paper."""
    clip = long_clip(place, 20.0)
    with browsing(url) as client:
        watch = Watch(app)
        recording_id, first, done = bring(client, clip, watch)
        answer = client.get(f"/recordings/{recording_id}/summary.pdf")
        assert answer.headers["content-type"] == "application/pdf", answer.text
        print(
            f"20 s at 60 Hz: first numbers {first}, all and the report {done}, the "
            f"printed page {watch.took()} after the video was brought"
        )


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--viewers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--turns", type=int, default=2)
    parser.add_argument("--no-video", action="store_true")
    given = parser.parse_args()
    print(f"python validation/app.py, Python {platform.python_version()}")
    with (
        tempfile.TemporaryDirectory() as place,
        tempfile.TemporaryDirectory() as elsewhere,
    ):
        ids = fill(Path(place))
        command = [sys.executable, "-m", "midstance", "serve", "--folder", place]
        command += ["--no-browser", "--port", "0"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as app:
            assert app.stdout is not None
            url = app.stdout.readline().strip()
            time.sleep(3.0)
            took = asyncio.run(views(url, ids, given.viewers, given.seconds))
            middle, late = 1000 * np.quantile(took, [0.5, 0.95])
            print(
                f"{given.viewers} viewers of {N_RECORDINGS} recordings, {len(took)} "
                f"answers: half within {middle:.0f} ms, 95 % within {late:.0f} ms"
            )
            if not given.no_video:
                watched = psutil.Process(app.pid)
                compare_speed(url, watched, given.turns)
                time_long(url, watched, Path(elsewhere))
            app.terminate()


if __name__ == "__main__":
    main()
