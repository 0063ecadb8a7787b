"""How quick the app is: for many viewers at once, and from a video to its numbers.

The app is started as ``midstance serve`` does, on a folder of 200 recordings. So many
viewers look at the list, follow a link to a report and look again, each a second
after the answer before. Then the clip that ships with the package is brought, and the
time until its numbers are in the list is held against ``midstance analyze`` of the
same clip, one after the other on the same machine::

    python validation/app.py [--viewers 50] [--seconds 20] [--no-video]
"""

import argparse
import asyncio
import json
import platform
import subprocess
import sys
import tempfile
import time
from importlib import resources
from pathlib import Path

import httpx
import numpy as np

from midstance.api.examples import example
from midstance.report.page import write_page
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


def bring(url: str) -> float:
    """Return how long it takes from bringing the clip to its numbers (s)."""
    base = url.split("/?")[0]
    clip = (resources.files("midstance") / "examples" / "demo.mp4").read_bytes()
    with httpx.Client(base_url=base, headers={"origin": base}, timeout=60) as client:
        client.get(url, follow_redirects=True)
        began = time.monotonic()
        query = {"name": "demo.mp4", "settings": json.dumps(SETTINGS)}
        sent = client.post("/api/recordings", params=query, content=clip).json()
        while True:
            rows = client.get("/api/recordings").json()
            state = next(one for one in rows if one["id"] == sent["id"])
            if state["state"] == "done" and state["numbers"]:
                return time.monotonic() - began
            assert state["state"] in ("waiting", "working"), state["message"]
            time.sleep(0.1)


def analyze() -> float:
    """Return how long ``midstance analyze`` takes for the same (s)."""
    with (
        tempfile.TemporaryDirectory() as out,
        resources.as_file(resources.files("midstance") / "examples") as folder,
    ):
        command = [sys.executable, "-m", "midstance", "analyze"]
        command += [str(folder / "demo.mp4"), "-o", f"{out}/results"]
        command += ["--height-m", "1.75", "--speed-m-s", "3.0"]
        began = time.monotonic()
        subprocess.run(command, check=True, capture_output=True)
        return time.monotonic() - began


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--viewers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--no-video", action="store_true")
    given = parser.parse_args()
    print(f"python validation/app.py, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as place:
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
                brought, analyzed = bring(url), analyze()
                print(
                    f"8 s at 60 Hz: numbers and report {brought:.1f} s after the video "
                    f"was brought, midstance analyze {analyzed:.1f} s, "
                    f"{brought / analyzed:.2f} times"
                )
            app.terminate()


if __name__ == "__main__":
    main()
