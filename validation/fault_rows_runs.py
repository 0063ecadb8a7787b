"""Rows about interruptions, full disks, folders of others, and equal files."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

import numpy as np
from fault_rows import Row, SkipError, command, left, small_disk
from fault_signals import interrupted

import midstance as ms
from midstance.batch.jobs import find_jobs, is_done
from midstance.config import Config
from midstance.files import replacing_together
from midstance.kernels.geometry.cameras import orbit_camera
from midstance.pipeline.folder import _alone_in
from midstance.report.page import shows
from midstance.schema.tracks import save_tracks
from midstance.synth.motion.runner import RunnerSettings, run
from midstance.synth.observation.noise import Noise
from midstance.synth.observation.observe import observe
from midstance.video.writer import VideoWriter

N_FRAMES, RATE_HZ, WIDTH_PX, HEIGHT_PX = 60, 30.0, 640, 360
PLACE = Path(tempfile.mkdtemp(prefix="whole-"))
POSES = ("--pose", "canned", "--pose-param", f"tracks={PLACE / 'tracks.nc'}")
"""The same place for every run, since the settings go into the results."""


@cache
def whole() -> Path:
    """Return a folder with a video, its poses and the results of an unbroken run."""
    folder = PLACE
    made = run(RunnerSettings(), duration_s=2.0, rate_hz=RATE_HZ)
    camera = orbit_camera(90, body_px=250, width_px=WIDTH_PX, height_px=HEIGHT_PX)
    tracks = observe(made.tracks, camera, noise=Noise(white_px=0.5))
    save_tracks(tracks.isel(time=slice(N_FRAMES)), folder / "tracks.nc")
    with VideoWriter(folder / "run.mp4", WIDTH_PX, HEIGHT_PX, RATE_HZ) as video:
        for index in range(N_FRAMES):
            image = np.full((HEIGHT_PX, WIDTH_PX, 3), 90 + index, np.uint8)
            image[::8, ::8] = 20 + 3 * index
            video.write(image)
    came = command(*analyze(folder / "out"), folder=folder)
    if came != "0: done":
        raise RuntimeError(came)
    return folder


def analyze(out: Path, *options: object, place: Path | None = None) -> list[object]:
    """Return the command that analyzes the copy of the video beside `out`."""
    return ["analyze", (place or out.parent) / "run.mp4", "-o", out, *POSES, *options]


def copied(folder: Path) -> Path:
    """Copy the video into `folder`, and return where results shall be."""
    shutil.copyfile(whole() / "run.mp4", folder / "run.mp4")
    return folder / "out"


def compared(out: Path, other: Path | None = None) -> str:
    """Return whether results are those of the unbroken run, byte for byte."""
    expected = other or whole() / "out"
    names = {path.name for place in (out, expected) for path in place.iterdir()}
    unlike = [
        name
        for name in sorted(names - {"run.jsonl"})
        if not _same(out / name, expected / name)
    ]
    return f"other {' '.join(unlike)}" if unlike else "equal in every byte"


def _same(a: Path, b: Path) -> bool:
    return a.is_file() and b.is_file() and a.read_bytes() == b.read_bytes()


def rows() -> Iterator[Row]:
    """Yield the rows about runs."""
    given = "settings A, then B killed while the report is drawn"
    said = "results and report of A; not done for a batch with B"
    yield Row("stale", given, said, _stale)
    given = "results half moved when it was killed"
    yield Row("stale", given, "all of the new ones when they are read", _half_moved)
    yield from _disks()
    yield from _others()
    yield from _equal()


def _stale(folder: Path) -> str:
    out = copied(folder)
    command(*analyze(out), folder=folder)
    before = _fingerprint(out)
    interrupted(analyze(out, "--speed-m-s", "3"), "page", signal.SIGKILL)
    is_kept = _fingerprint(out) == before
    is_shown = shows(out / "report.html", before)
    pose = {"name": "canned", "params": {"tracks": str(PLACE / "tracks.nc")}}
    config = Config(pose=pose).updated(subject={"speed_m_s": 3.0})
    (job,) = find_jobs(folder, folder / "batch", config)
    shutil.copytree(out, job.folder)
    said = "results and report of A" if is_kept and is_shown else "a mixture"
    return f"{said}; {'done' if is_done(job) else 'not done'} for a batch with B"


def _fingerprint(out: Path) -> str:
    ms.load(out)
    return str(json.loads((out / "analysis.json").read_text("utf-8"))["fingerprint"])


def _half_moved(folder: Path) -> str:
    out = folder / "out"
    ms.example().save(out)
    expected = {path.name: path.read_bytes() for path in out.iterdir()}
    for path in out.iterdir():
        path.write_bytes(b"old")
    replace, moved = Path.replace, []

    class KilledError(BaseException):
        pass

    def put(self: Path, target: Path) -> Path:
        moved.append(target)
        if len(moved) == 5:
            raise KilledError
        return replace(self, target)

    Path.replace = put  # type: ignore[method-assign, assignment]
    try:
        with replacing_together(out, last="analysis.json") as part:
            for name, content in expected.items():
                (part / name).write_bytes(content)
    except KilledError:
        pass
    finally:
        Path.replace = replace  # type: ignore[method-assign]
    ms.load(out)
    found = {path.name: path.read_bytes() for path in out.iterdir()}
    return "all of the new ones when they are read" if found == expected else "mixed"


def _disks() -> Iterator[Row]:
    full = "2: Cannot … (No space left on device); make room there, or choose another "
    for size in ("16k", "64k", "256k", "400k"):
        given = f"a disk of {size}"
        said = f"{full}output folder.; left nothing"
        yield Row("disk full", given, said, partial(_small, size=size))
    given = "a disk that fills up while other results lie there"
    said = f"{full}output folder.; the earlier results are whole"
    yield Row("disk full", given, said, _filled)
    said = "2: Cannot … (Read-only file system); choose another output folder."
    yield Row("read-only", "a disk that is read-only", said, _read_only)
    said = "2: Cannot make the folder … (Not a directory); choose another …"
    yield Row("read-only", "a file where the folder shall be", said, _in_a_file)


def _small(folder: Path, size: str) -> str:
    copied(folder)
    with small_disk(folder / "disk", options=f"size={size}") as disk:
        call = analyze(disk / "out", place=folder)
        return f"{command(*call, folder=disk)}; left {left(disk)}".replace(
            "left an empty folder", "left nothing"
        )


def _filled(folder: Path) -> str:
    copied(folder)
    with small_disk(folder / "disk", options="size=8m") as disk:
        command(*analyze(disk / "out", place=folder), folder=disk)
        before = {path: path.read_bytes() for path in (disk / "out").iterdir()}
        room = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
        (disk / "fill").write_bytes(bytes(room - 100_000))
        call = analyze(disk / "out", "--speed-m-s", "3", place=folder)
        came = command(*call, folder=disk)
        after = {path: path.read_bytes() for path in (disk / "out").iterdir()}
        kept = {path for path in before if path.name != "run.jsonl"}
        is_whole = all(after.get(path) == before[path] for path in kept)
        said = "the earlier results are whole" if is_whole else "results were lost"
        return f"{came}; {said}"


def _read_only(folder: Path) -> str:
    copied(folder)
    with small_disk(folder / "disk", options="ro,size=1m") as disk:
        return command(*analyze(disk / "out", place=folder), folder=disk)


def _in_a_file(folder: Path) -> str:
    copied(folder)
    (folder / "file").write_text("no folder")
    call = analyze(folder / "file" / "out", place=folder)
    return command(*call, folder=folder)


def _others() -> Iterator[Row]:
    yield Row(
        *("folder of others", "another run writes into it"),
        "2: Another run of midstance is writing into out; wait until it ends, or …",
        _two_runs,
    )
    for name in ("events.csv", "report.html", "tracks.nc"):
        yield Row(
            *("folder of others", f"a foreign {name} in it"),
            f"2: out holds {name}, which no analysis of midstance wrote and would …; "
            "it is untouched",
            partial(_foreign, name=name),
        )
    said = "0: done, equal in every byte"
    for given, content in {
        "poses.npz is no npz": b"no",
        "poses.npz is empty": b"",
        "poses.npz is cut short": None,
    }.items():
        yield Row("folder of others", given, said, partial(_poses, content=content))
    given = "analysis.json is damaged"
    yield Row("folder of others", given, said, _damaged_facts)
    given = "edits.csv without the analysis that it belongs to"
    said = "2: out holds events curated by hand, but not for which video …"
    yield Row("folder of others", given, said, _edits_alone)
    said = "0: equal …; 1: differs measures.csv"
    yield Row("verify", "results, and one number changed in them", said, _verified)


def _two_runs(folder: Path) -> str:
    out = copied(folder)
    with _alone_in(out, 0.0):
        return command(*analyze(out), folder=folder)


def _foreign(folder: Path, name: str) -> str:
    out = copied(folder)
    out.mkdir()
    (out / name).write_text("mine")
    came = command(*analyze(out), folder=folder)
    is_kept = (out / name).read_text() == "mine"
    return f"{came}; {'it is untouched' if is_kept else 'it is gone'}"


def _poses(folder: Path, content: bytes | None) -> str:
    out = copied(folder)
    command(*analyze(out), folder=folder)
    stored = (out / "poses.npz").read_bytes()
    part = stored[: len(stored) // 2] if content is None else content
    (out / "poses.npz").write_bytes(part)
    return f"{command(*analyze(out), folder=folder)}, {compared(out)}"


def _damaged_facts(folder: Path) -> str:
    out = copied(folder)
    command(*analyze(out), folder=folder)
    (out / "analysis.json").write_text("{")
    return f"{command(*analyze(out), folder=folder)}, {compared(out)}"


def _edits_alone(folder: Path) -> str:
    out = copied(folder)
    out.mkdir()
    (out / "edits.csv").write_text("individual,side,event,action,time_s\n")
    return command(*analyze(out), folder=folder)


def _verified(folder: Path) -> str:
    from midstance.pipeline.runs.verify import verify_folder

    out = copied(folder)
    command(*analyze(out), folder=folder)
    first = {one.status for one in verify_folder(out)}
    table = out / "measures.csv"
    table.write_text(table.read_text("utf-8").replace("cadence", "cadenza", 1), "utf-8")
    second = [f"{one.status} {one.name}" for one in verify_folder(out) if one.where]
    return f"0: {' '.join(sorted(first))} everywhere; 1: {' '.join(second)}"


def _equal() -> Iterator[Row]:
    said = "0: equal in every byte"
    for given, changes in {
        "one thread": {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        "three threads": {"OMP_NUM_THREADS": "3", "OPENBLAS_NUM_THREADS": "3"},
        "other order of sets": {"PYTHONHASHSEED": "7"},
        "another language and time zone": {"LC_ALL": "de_DE.UTF-8", "TZ": "Asia/Tokyo"},
        "another user and home": {"HOME": "/nowhere/anna", "USER": "anna"},
    }.items():
        act = partial(_elsewhere, changes=changes)
        yield Row("the same files", f"poses made before, {given}", said, act)
    given = "poses made before, one core"
    act = partial(_elsewhere, changes={}, is_alone=True)
    yield Row("the same files", given, said, act)
    given = "BlazePose on all cores, and on one"
    yield Row("the same files", given, "equal in every byte", _network_twice)
    given = "BlazePose killed at a third, then again"
    yield Row("the same files", given, "equal in every byte", _network_killed)
    given = "a batch of two workers"
    yield Row("the same files", given, said, _batch)


def _elsewhere(folder: Path, changes: dict[str, str], *, is_alone: bool = False) -> str:
    out = copied(folder)
    call = [sys.executable, "-m", "midstance", *map(str, analyze(out))]
    before = ["taskset", "-c", "0"] if is_alone else []
    environment = {**os.environ, **changes}
    done = subprocess.run(
        [*before, *call], env=environment, capture_output=True, check=False, text=True
    )
    if done.returncode:
        return f"{done.returncode}: {done.stderr}"
    return f"0: {compared(out)}"


def _batch(folder: Path) -> str:
    (folder / "videos").mkdir()
    copied(folder)
    for name in ("a.mp4", "b.mp4"):
        shutil.copyfile(folder / "run.mp4", folder / "videos" / name)
    (folder / "set.toml").write_text(
        f'[pose]\nname = "canned"\nparams = {{ tracks = "{PLACE / "tracks.nc"}" }}\n'
    )
    places = (folder / "videos", "-o", folder / "all", "--config", folder / "set.toml")
    call = [sys.executable, "-m", "midstance", "batch", *places, "--workers", "2"]
    done = subprocess.run(
        [*map(str, call)], capture_output=True, check=False, text=True
    )
    if done.returncode:
        return f"{done.returncode}: {done.stdout} {done.stderr}"
    found = []
    for name in ("a", "b"):
        single = ["analyze", folder / "videos" / f"{name}.mp4", "-o", folder / name]
        command(*single, "--config", folder / "set.toml", folder=folder)
        (results,) = [path.parent for path in (folder / "all").glob(f"{name}*/*.json")]
        found.append(compared(results, folder / name))
    return f"0: {' and '.join(sorted(set(found)))}"


@cache
def demo() -> Path:
    """Return a second of the clip that ships, small, with the results of one run."""
    from importlib import resources

    import cv2

    from midstance.video.reader import open_video

    folder = Path(tempfile.mkdtemp(prefix="demo-"))
    clip = resources.files("midstance") / "examples" / "demo.mp4"
    with (
        resources.as_file(clip) as path,
        open_video(path, end_s=1.0) as demo,
        VideoWriter(folder / "run.mp4", WIDTH_PX, HEIGHT_PX, 60.0, crf=18) as video,
    ):
        for frame in demo:
            size = (WIDTH_PX, HEIGHT_PX)
            video.write(cv2.resize(frame.image, size, interpolation=cv2.INTER_AREA))
    came = command("analyze", folder / "run.mp4", "-o", folder / "out", folder=folder)
    if "weights" in came:
        raise SkipError(came)
    return folder


def _network_twice(folder: Path) -> str:
    video = demo() / "run.mp4"
    call = [sys.executable, "-m", "midstance", "analyze", video, "-o", folder / "out"]
    alone = ["taskset", "-c", "0", *map(str, call)]
    subprocess.run(alone, capture_output=True, check=True)
    return compared(folder / "out", demo() / "out")


def _network_killed(folder: Path) -> str:
    video, out = demo() / "run.mp4", folder / "out"
    killed = """
import os, signal, sys
from midstance.pose import estimate
from midstance.pose.estimate import _Saved
estimate._SAVE_EVERY_S = 0.0
save = _Saved.save
def saved(self, poses, n_frames, memory, **options):
    save(self, poses, n_frames, memory, **options)
    if n_frames == 20:
        os.kill(os.getpid(), signal.SIGKILL)
_Saved.save = saved
from midstance.cli.main import app
app(sys.argv[1:])
"""
    call = ["analyze", str(video), "-o", str(out)]
    first = subprocess.run(
        [sys.executable, "-c", killed, *call], capture_output=True, check=False
    )
    if first.returncode != -signal.SIGKILL:
        return f"ended with {first.returncode} before"
    command(*call, folder=folder)
    return compared(out, demo() / "out")
