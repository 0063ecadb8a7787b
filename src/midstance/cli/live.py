"""Counting live: a window where there is one, a video where asked for, the terminal."""

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from midstance.exercises.recognize import RecognitionSettings

_WINDOW = "midstance (q ends)"
_RATE_HZ = 30.0


def run_live(
    camera: str | None,
    *,
    screen: bool,
    out: Path | None,
    samples: Path | None,
    settings: "RecognitionSettings",
    pose: str,
    people: int = 1,
    sound: bool = False,
) -> None:
    """Count what people repeat before a camera or on the screen, and say the lag.

    Parameters
    ----------
    camera, screen
        See `midstance.video.live.open_source`.
    out
        Folder for ``live.mp4``, the pictures with what was known when they were
        shown; None: none is written.
    samples, settings
        See `midstance.exercises.recognize.Recognizer`.
    pose
        Pose network.
    people
        How many are followed.
    sound
        Whether the terminal rings with each count.

    """
    import time

    from midstance.exercises.live import count_live
    from midstance.exercises.live_overlay import live_picture
    from midstance.exercises.live_people import LivePeople
    from midstance.exercises.recognize import Recognizer, backend_for_exercises
    from midstance.formats.datasets.pose_samples import read_pose_samples
    from midstance.pose.base import FramePoses
    from midstance.schema.skeletons import get_skeleton
    from midstance.video.live import Newest, Snapshot, open_source

    known = None if samples is None else read_pose_samples(samples)
    backend = backend_for_exercises(pose, people, _RATE_HZ)
    skeleton = get_skeleton(backend.skeleton)
    counter = LivePeople(Recognizer(known, settings), backend.skeleton, people=people)
    with ExitStack() as stack:
        estimate = stack.enter_context(backend.session())
        snapshots = stack.enter_context(Newest(open_source(camera, screen=screen)))
        sinks: list[Any] = [_Terminal(rings=sound)]
        window = _open_window()
        if window is not None:
            sinks.append(stack.enter_context(window))
        if out is not None:
            sinks.append(stack.enter_context(_VideoRecorder(out / "live.mp4")))
        if len(sinks) == 1:
            typer.echo(
                "This OpenCV shows no window; add -o FOLDER to keep the pictures.",
                err=True,
            )

        def show(shot: Snapshot, found: FramePoses, counter: LivePeople) -> bool:
            picture = live_picture(
                shot.image,
                found,
                skeleton,
                counts=counter.counts,
                classes=counter.classes,
                lag_s=time.monotonic() - shot.taken_s,
                new=counter.lately(),
            )
            shown = [sink.show(picture, shot.time_s, counter.counts) for sink in sinks]
            return all(shown)

        summary = count_live(snapshots, estimate, counter, show)
    for name, n in summary.counts.items():
        typer.echo(f"{name or 'repetitions'}  {n}")
    typer.echo(summary.sentence())
    if out is not None and summary.n_frames:
        typer.echo(str(out / "live.mp4"))


class _Terminal:
    """Says every new count, and rings where asked to."""

    def __init__(self, *, rings: bool = False) -> None:
        self._said: dict[str, int] = {}
        self._bell = "\a" if rings else ""

    def show(
        self, picture: "NDArray[np.uint8]", time_s: float, counts: "Mapping[str, int]"
    ) -> bool:
        del picture
        if counts != self._said:
            self._said = dict(counts)
            words = ", ".join(f"{k or 'repetitions'} {n}" for k, n in counts.items())
            line = f"{self._bell}{time_s:6.1f} s  {words}"
            print(line, file=sys.stderr, flush=True)  # noqa: T201
        return True


class _Window:
    """A window on the screen; the key q ends."""

    def __enter__(self) -> "_Window":
        return self

    def __exit__(self, *_: object) -> None:
        import cv2

        cv2.destroyAllWindows()

    def show(
        self, picture: "NDArray[np.uint8]", time_s: float, counts: "Mapping[str, int]"
    ) -> bool:
        import cv2

        del time_s, counts
        cv2.imshow(_WINDOW, picture[..., ::-1])
        return cv2.waitKey(1) & 0xFF not in (ord("q"), 27)


def _open_window() -> _Window | None:
    """Return a window; None where OpenCV has none or there is no display."""
    import cv2

    try:
        cv2.namedWindow(_WINDOW, cv2.WINDOW_NORMAL)
    except cv2.error:
        return None
    return _Window()


class _VideoRecorder:
    """A video of what was shown, each picture at the time when it was taken."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stack = ExitStack()
        self._writer: Any = None

    def __enter__(self) -> "_VideoRecorder":
        return self

    def __exit__(self, *error: Any) -> None:  # noqa: ANN401
        self._stack.__exit__(*error)

    def show(
        self, picture: "NDArray[np.uint8]", time_s: float, counts: "Mapping[str, int]"
    ) -> bool:
        from midstance.video.writer import VideoWriter

        del counts
        if self._writer is None:
            height_px, width_px = picture.shape[:2]
            writer = VideoWriter(self._path, width_px, height_px, _RATE_HZ)
            self._writer = self._stack.enter_context(writer)
        self._writer.write(picture, time_s)
        return True
