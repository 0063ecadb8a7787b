"""One session of curation: what the page may ask for and change."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

import numpy as np
import pandas as pd

from midstance.config import Config
from midstance.errors import VideoError
from midstance.exercises.curate import curate_repetitions
from midstance.pipeline.analyze import curate
from midstance.pipeline.runs.revise import revise
from midstance.report.player.parts import FILM, film_content, known_film
from midstance.report.player.recording import as_json, recording_data
from midstance.report.write import OVERLAY, PAGE
from midstance.schema.analysis import Analysis
from midstance.schema.remarks import load_remarks
from midstance.schema.repetition_change import Change, with_change
from midstance.web.label.drawing import Drawing
from midstance.web.label.frame_process import FrameProcess
from midstance.web.label.history import HISTORY, History, read_state, state_of
from midstance.web.label.page_data import describe, numbers, read_edits
from midstance.web.label.repetition_data import describe_repetitions
from midstance.web.reports.remarking import REMARKING

_TIMES = ("time_s", "detected_time_s")


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
        self._tried: Analysis | None = None
        self._drawing = Drawing(video, folder)
        now = state_of(analysis)
        self._history = History(folder / HISTORY, now, read_state)

    def data(self) -> dict[str, Any]:
        """Return everything the page shows."""
        shown = describe(self.analysis, shows_film=self._video is None)
        return {**shown, **self._steps()}

    def repetitions(self) -> dict[str, Any]:
        """Return everything the page of repetitions shows."""
        return {**describe_repetitions(self.analysis), **self._steps()}

    def _steps(self) -> dict[str, bool]:
        history = self._history
        return {"can_undo": history.can_undo, "can_redo": history.can_redo}

    def recording(self) -> str:
        """Return what the player draws, as JSON."""
        return as_json(recording_data(self.analysis))

    def jpeg(self, index: int) -> bytes:
        """Return a frame as an image."""
        return self._frames.jpeg(index)

    def measure(self, sent: object) -> dict[str, Any]:
        """Return the numbers that other edits would give; nothing is saved."""
        self._drawing.prepare()  # who tries will save
        with self._lock:
            self._tried = tried = self._with(read_edits(sent))
        return {"numbers": numbers(tried.summary())}

    def save(self, sent: object) -> dict[str, Any]:
        """Write other edits and all that follows from them, and begin to draw."""
        edits = read_edits(sent)
        with self._lock:
            self._tried = self._with(edits)
            self._keep(self._tried)
            self._history.add(state_of(self.analysis))
            return {"numbers": numbers(self.analysis.summary())}

    def revise(self, sent: object, changes: dict[str, Any]) -> None:
        """Write other edits and settings, and all that follows from them.

        `changes` has the fields of `Config` that shall be others, by group.
        """
        edits = read_edits(sent)
        with self._lock:
            config = changed_config(self.analysis.config, changes)
            self._tried = None
            self._keep(revise(self.analysis, config, edits))
            self._history.add(state_of(self.analysis))

    def change_repetition(self, change: Change) -> None:
        """Write one more change of the repetitions and all that follows from it."""
        with self._lock:
            edits = with_change(self.analysis.repetitions, change)
            self._tried = None
            self._keep(curate_repetitions(self.analysis, edits))
            self._history.add(state_of(self.analysis))

    def step(self, by: int) -> None:
        """Be in the state before the last change (-1), or after it again (1)."""
        with self._lock:
            wanted = self._history.beside(by)
            hides = self.analysis.config.hide_faces
            config = wanted.settings().updated(hide_faces=hides)
            edits = wanted.events()
            slower = self.analysis.config.clip.slow_motion / config.clip.slow_motion
            times_s = {name: edits[name] / slower for name in _TIMES}
            found = revise(self.analysis, config, edits.assign(**times_s))
            by_hand = wanted.of_repetitions()
            if not by_hand.equals(found.repetitions.edits):
                found = curate_repetitions(found, by_hand)
            self._tried = None
            self._keep(found)
            self._history.go(by)

    def _keep(self, analysis: Analysis) -> None:
        before, now = (one.config.clip for one in (self.analysis, analysis))
        with REMARKING:  # somebody may say something meanwhile
            said = load_remarks(self.folder)
            said = said.on_clock(before.slow_motion / now.slow_motion)
            self.analysis = analysis = replace(analysis, remarks=said)
            analysis.save(self.folder)
        self._on_saved(analysis)
        self.draw()

    def _with(self, edits: pd.DataFrame) -> Analysis:
        """Return the analysis with other edits; what was tried last is known."""
        if self._tried is not None and edits.equals(self._tried.edits):
            return self._tried
        return curate(self.analysis, edits)

    def draw(self) -> None:
        """Begin to draw the report anew; `status` says how far it is."""
        self._drawing.want(self.analysis)

    def status(self) -> dict[str, Any]:
        """Return whether the report is being drawn, how far, and what went wrong."""
        return self._drawing.status()

    def finish(self) -> None:
        """Wait until the report is drawn, and let go of the video."""
        self._drawing.finish()
        self._frames.close()
        if self._kept is not None:
            self._kept.cleanup()


def changed_config(config: Config, changes: dict[str, Any]) -> Config:
    """Return settings with some fields others, by group; None is a value, too."""
    data = config.model_dump()
    for name, value in changes.items():
        is_group = isinstance(value, dict) and isinstance(data[name], dict)
        data[name] = {**data[name], **value} if is_group else value
    return Config(**data)


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
