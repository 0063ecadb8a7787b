"""One session of curation: what the page may ask for and change."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock, Thread
from typing import Any

import numpy as np

from midstance.errors import VideoError
from midstance.pipeline.analyze import curate
from midstance.report.player.parts import FILM, film_content, known_film
from midstance.report.player.recording import as_json, recording_data
from midstance.report.write import OVERLAY, PAGE
from midstance.schema.analysis import Analysis, load
from midstance.web.jobs.child import Child, Limits
from midstance.web.label.frame_process import FrameProcess
from midstance.web.label.page_data import describe, numbers, read_edits

_LIMITS = Limits(time_s=2 * 3600.0)
"""Of drawing a report."""


class Session:
    """Shows an analysis, tries changes of its events, and saves them.

    It may be asked from several threads.

    Parameters
    ----------
    analysis
        As it is in `folder`.
    folder
        Where changes are saved.
    video
        The video that was analyzed; None: the film of the report is shown in its
        place.
    on_saved
        Told whenever changes were saved.

    Raises
    ------
    VideoError
        If there is neither a video nor a report that holds it.

    """

    def __init__(
        self,
        analysis: Analysis,
        folder: Path,
        video: Path | None,
        *,
        on_saved: Callable[[Analysis], None] | None = None,
    ) -> None:
        self._on_saved = on_saved or (lambda _: None)
        self.analysis = analysis
        self.folder = folder
        self._video = video
        self._frames, self._kept = _frames(analysis, folder, video)
        self._lock = Lock()
        self._drawing = _Drawing(video, folder)

    def data(self) -> dict[str, Any]:
        """Return everything the page shows."""
        return describe(self.analysis, shows_film=self._video is None)

    def recording(self) -> str:
        """Return what the player draws, as JSON."""
        return as_json(recording_data(self.analysis))

    def jpeg(self, index: int) -> bytes:
        """Return a frame as an image."""
        return self._frames.jpeg(index)

    def measure(self, sent: object) -> dict[str, Any]:
        """Return the numbers that other edits would give; nothing is saved."""
        with self._lock:
            tried = curate(self.analysis, read_edits(sent))
        return {"numbers": numbers(tried.summary())}

    def save(self, sent: object) -> dict[str, Any]:
        """Write other edits and all that follows from them, and begin to draw."""
        edits = read_edits(sent)
        with self._lock:
            self.analysis = curate(self.analysis, edits)
            self.analysis.save(self.folder)
            self._on_saved(self.analysis)
            self.draw()
            return {"numbers": numbers(self.analysis.summary())}

    def draw(self) -> None:
        """Begin to draw the report anew; `status` says how far it is."""
        self._drawing.want()

    def status(self) -> dict[str, Any]:
        """Return whether the report is being drawn, how far, and what went wrong."""
        return self._drawing.status()

    def finish(self) -> None:
        """Wait until the report is drawn, and let go of the video."""
        self._drawing.finish()
        self._frames.close()
        if self._kept is not None:
            self._kept.cleanup()


class _Drawing:
    """Draws reports one after the other, beside the work; the last wanted counts."""

    def __init__(self, video: Path | None, folder: Path) -> None:
        self._video = video
        self._folder = folder
        self._is_wanted = False
        self._thread: Thread | None = None
        self._lock = Lock()
        self._share = 0.0
        self._problem = ""

    def want(self) -> None:
        with self._lock:
            self._is_wanted = True
            if self._thread is None:
                self._thread = Thread(target=self._run, daemon=True)
                self._thread.start()

    def status(self) -> dict[str, Any]:
        with self._lock:
            return {
                "is_drawing": self._thread is not None,
                "share": round(self._share, 3),
                "problem": self._problem,
            }

    def finish(self) -> None:
        thread = self._thread
        if thread is not None:
            thread.join()

    def _run(self) -> None:
        while self._take():
            child = Child(draw_report, self._folder, self._video, limits=_LIMITS)
            for share in child.messages():
                self._share = self._share if share is None else share
            self._problem = child.problem()

    def _take(self) -> bool:
        with self._lock:
            is_wanted, self._is_wanted = self._is_wanted, False
            if is_wanted:
                self._share, self._problem = 0.0, ""
            else:
                self._thread = None
            return is_wanted


def draw_report(folder: Path, video: Path | None, send: Callable[[Any], None]) -> None:
    """Draw the report of the analysis in a folder; send how much of it is done."""
    from midstance.pipeline.edited import redraw

    def tell(_stage: str, done: float, total: float | None) -> None:
        send(done / total if total else 0.0)

    redraw(load(folder), video, folder, progress=tell)
    send(1.0)


def _frames(
    analysis: Analysis, folder: Path, video: Path | None
) -> tuple[FrameProcess, TemporaryDirectory[str] | None]:
    """Return who shows frames, and what is to be tidied up afterwards."""
    times_s = np.asarray(analysis.tracks["time"].to_numpy(), dtype=float)
    if video is not None:
        clip = analysis.config.clip
        options = clip.reader_options()
        return FrameProcess(
            video,
            times_s * clip.slow_motion,
            image_rate_hz=clip.image_rate_hz,
            rotate_deg=options["rotate_deg"],
        ), None
    shown_s = (times_s - times_s[:1]) * analysis.config.clip.slow_motion
    film = known_film(folder / PAGE)
    if film is not None:
        kept = TemporaryDirectory(prefix="midstance-")
        path = Path(kept.name) / FILM
        path.write_bytes(film_content(film, folder))
        return FrameProcess(path, shown_s), kept
    if (folder / OVERLAY).is_file():  # results of before the report held the film
        return FrameProcess(folder / OVERLAY, times_s - times_s[:1]), None
    raise VideoError(
        f"{analysis.video.name} is not there to look at, and no report in {folder} "
        "holds it; the video that was analyzed is needed."
    )
