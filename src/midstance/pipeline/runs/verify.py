"""Whether results are those that their video gives: made again, and compared."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import xarray as xr

from midstance.errors import OutputError, VideoError
from midstance.exercises.curate import curate_repetitions
from midstance.files import DAMAGED
from midstance.formats.npz import load_npz
from midstance.kernels.progress import Progress
from midstance.pipeline.analyze import analyze
from midstance.pipeline.edited import find_video
from midstance.pipeline.folder import POSES
from midstance.report.write import OVERLAY, PAGE, write_report
from midstance.schema.analysis import FACTS, OPTIONAL, RESULTS, load

Status = Literal["equal", "same", "differs", "missing", "extra"]

_MADE = (*RESULTS, FACTS, *OPTIONAL, POSES, PAGE, OVERLAY)


@dataclass(frozen=True)
class Verdict:
    """What became of one file.

    Parameters
    ----------
    name
        Of the file.
    status
        ``equal`` byte for byte; ``same``: other bytes that say the same, as another
        version of a library writes them; ``differs``; ``missing`` among the results;
        ``extra``: the video gives no such file.
    where
        Where it differs first; empty: nowhere, or the file is no table.

    """

    name: str
    status: Status
    where: str = ""

    @property
    def is_equal(self) -> bool:
        """Return whether it says what the video gives."""
        return self.status in ("equal", "same")


def verify_folder(
    folder: Path,
    video: Path | None = None,
    *,
    from_poses: bool = False,
    progress: Progress | None = None,
) -> list[Verdict]:
    """Analyze the video of `folder` again, and compare every file.

    With the settings and the edits that are kept there, in a folder of its own;
    `folder` stays as it is. The log of the run is not compared, nor what was exported.

    Parameters
    ----------
    folder
        As `midstance.pipeline.folder.analyze_into` wrote it.
    video
        The video; None: it is looked for in the folder and beside it.
    from_poses
        Whether to take the poses that were kept there, and compare what follows.
    progress
        Called with the stage, what is done and the whole.

    Raises
    ------
    FormatError
        If the folder holds no analysis.
    VideoError
        If the video is not found, or is not the one that was analyzed.
    OutputError
        If the poses are to be taken, and are not there.

    """
    kept = load(folder)
    path = find_video(folder, kept, video)
    if path is None:
        raise VideoError(
            f"The video {kept.video.name} is neither in {folder} nor beside it; say "
            "where it is."
        )
    if from_poses and not (folder / POSES).is_file():
        raise OutputError(
            f"{folder} holds no {POSES}, the poses of the network; verify it from the "
            "video alone."
        )
    with tempfile.TemporaryDirectory() as made_in:
        again = Path(made_in)
        if from_poses:
            shutil.copyfile(folder / POSES, again / POSES)
        found = analyze(
            path,
            config=kept.config,
            poses_file=again / POSES,
            edits=kept.edits,
            name=kept.video.name,
            progress=progress,
        )
        if len(kept.repetitions.edits):
            found = curate_repetitions(found, kept.repetitions.edits)
        found.save(again)
        if (folder / PAGE).is_file():
            write_report(found, path, again, progress=progress)
        return [
            _compared(folder / name, again / name)
            for name in _MADE
            if (folder / name).is_file() or (again / name).is_file()
        ]


def _compared(here: Path, again: Path) -> Verdict:
    if not again.is_file():
        return Verdict(here.name, "extra")
    if not here.is_file():
        return Verdict(here.name, "missing")
    if here.read_bytes() == again.read_bytes():
        return Verdict(here.name, "equal")
    try:
        where = next(_differences(here, again), "")
    except DAMAGED:
        return Verdict(here.name, "differs", "it cannot be read")
    if not where and here.suffix in (".nc", ".npz"):
        return Verdict(here.name, "same")
    return Verdict(here.name, "differs", where)


def _differences(here: Path, again: Path) -> Iterator[str]:
    """Yield where two files of one kind differ, in words."""
    if here.suffix == ".json":
        kept, made = (json.loads(path.read_text("utf-8")) for path in (here, again))
        yield from _in_tree(kept, made, "")
    elif here.suffix == ".csv":
        kept, made = (path.read_text("utf-8").splitlines() for path in (here, again))
        for number, (old, new) in enumerate(zip(kept, made, strict=False), 1):
            if old != new:
                yield f"line {number} is {old!r}, the video gives {new!r}"
        if len(kept) != len(made):
            yield f"{len(kept)} lines, the video gives {len(made)}"
    elif here.suffix == ".nc":
        with xr.open_dataset(here) as ours, xr.open_dataset(again) as theirs:
            yield from _in_arrays(_arrays(ours), _arrays(theirs))
            if ours.attrs != theirs.attrs:
                yield "the attributes"
    elif here.suffix == ".npz":
        kept, made = (load_npz(path, "packed arrays") for path in (here, again))
        yield from _in_arrays(kept, made)


def _in_tree(old: Any, new: Any, path: str) -> Iterator[str]:  # noqa: ANN401
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*old, *(key for key in new if key not in old)]:
            inside = f"{path}.{key}" if path else str(key)
            if key not in old or key not in new:
                which = "the results" if key in old else "what the video gives"
                yield f"{inside} is in {which} alone"
            else:
                yield from _in_tree(old[key], new[key], inside)
    elif old != new:
        yield f"{path} is {_short(old)}, the video gives {_short(new)}"


def _short(value: Any) -> str:  # noqa: ANN401
    text = json.dumps(value)
    return text if len(text) <= _MOST_LETTERS else f"{text[:_MOST_LETTERS]} ..."


_MOST_LETTERS = 120


def _arrays(data: xr.Dataset) -> dict[str, Any]:
    return {str(name): data[name].to_numpy() for name in data.variables}


def _in_arrays(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    for name in [*old, *(name for name in new if name not in old)]:
        if name not in old or name not in new:
            yield f"{name} is in one of them alone"
            continue
        a, b = old[name], new[name]
        if a.shape != b.shape or a.dtype != b.dtype:
            yield f"{name} is {a.dtype} {a.shape}, the video gives {b.dtype} {b.shape}"
        elif a.tobytes() != b.tobytes():
            if a.dtype.kind != "f":
                yield name
            elif not np.array_equal(a, b, equal_nan=True):
                apart = np.nanmax(np.abs(a - b), initial=0.0)
                n = int(np.sum(~((a == b) | (np.isnan(a) & np.isnan(b)))))
                yield f"{name}, {n} of {a.size} numbers, by up to {apart:.3g}"
