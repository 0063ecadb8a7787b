"""A matrix of faults: what is given, what is expected, and what came."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from midstance.cli.main import app
from midstance.errors import MidstanceError
from midstance.video.reader import open_video

Act = Callable[[Path], str]


@dataclass(frozen=True)
class Row:
    """One row of the matrix.

    Parameters
    ----------
    group
        What it belongs to.
    given
        The input or the fault.
    expected
        What has to come, in words; ``…`` stands for any text.
    act
        Does it in an empty folder and returns what came, in the same words.

    """

    group: str
    given: str
    expected: str
    act: Act

    def fits(self, got: str) -> bool:
        """Return whether that is what was expected."""
        parts = map(re.escape, self.expected.split("…"))
        return re.fullmatch(".*".join(parts), got, re.DOTALL) is not None


class SkipError(Exception):
    """A row cannot be tried here; says why."""


def command(*arguments: object, folder: Path) -> str:
    """Return the exit status and the last sentence of a command, without the folder."""
    result = CliRunner().invoke(app, [str(one) for one in arguments])
    if "Traceback" in result.output:
        return f"traceback: {result.output.splitlines()[-2]}"
    said = " ".join(result.stderr.split()) if result.exit_code else "done"
    said = said.split("Error: ")[-1].replace(f"{folder}/", "").replace(str(folder), "")
    return f"{result.exit_code}: {said}"


def left(folder: Path) -> str:
    """Return the names of what is in a folder, hidden things too."""
    if not folder.exists():
        return "nothing"
    names = sorted(path.name for path in folder.iterdir())
    return " ".join(names) or "an empty folder"


def frames_of(path: Path, **options: object) -> str:
    """Return what comes of a clip of `fault_clips`: which frames, when, how large."""
    from fault_clips import which

    try:
        with open_video(path, **options) as video:  # type: ignore[arg-type]
            seen, times, sizes = [], [], set()
            for frame in video:
                seen.append(which(frame.image))
                times.append(frame.time_s)
                sizes.add(f"{frame.image.shape[1]} x {frame.image.shape[0]}")
    except MidstanceError as error:
        return f"refused: {str(error).replace(f'{path.parent}/', '')}"
    kinds = sorted(note.kind for note in video.notes)
    said = f"; {', '.join(kinds)}" if kinds else ""
    return (
        f"{_spans(seen)} of {' and '.join(sorted(sizes))} px, "
        f"{times[0]:.2f} to {times[-1]:.2f} s{said}"
    )


def _spans(numbers: list[int]) -> str:
    """Return numbers in words: those that follow one another together."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    said = [f"{a}" if a == b else f"{a}-{b}" for a, b in spans]
    return f"frames {', '.join(said)}"


@contextmanager
def small_disk(folder: Path, *, options: str) -> Iterator[Path]:
    """Mount a disk of its own, or skip where that may not be done."""
    import subprocess

    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    try:
        made = subprocess.run(mount, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise SkipError("there is no mount command here") from error
    if made.returncode:
        raise SkipError(f"no disk can be mounted here: {made.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)
