"""Exercises in one video: which pose it is over time, and every repetition."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from midstance.errors import NotEnoughDataError
from midstance.exercises.counting.repetitions import (
    Thresholds,
    count_classes,
    find_repetitions,
)
from midstance.exercises.poses.pose_knn import NearestPoses
from midstance.exercises.poses.pose_tracks import landmarks_of
from midstance.exercises.poses.thresholds import learn_thresholds, predict_left_out
from midstance.files import make_folder, replacing
from midstance.formats.datasets.pose_samples import PoseSamples
from midstance.kernels.progress import Progress
from midstance.kernels.signals.smoothing import (
    TIME_CONSTANT_S,
    WINDOW_S,
    smooth_exponentially,
)
from midstance.pose.base import PoseBackend, backends
from midstance.pose.estimate import estimate_poses, log_key
from midstance.pose.looks import LEAST_HZ
from midstance.schema.repetitions import Repetitions, join_repetitions
from midstance.schema.tracks import individuals
from midstance.tracking.link import link
from midstance.tracking.shots import without_repeats
from midstance.video.reader import open_video

_FEWEST_FRAMES = 5
_N_UPPER = 25
_SEARCH_EVERY_S = 0.13
_DETECTION_THRESHOLD = 0.3
"""Lower than usual: the landmark network is asked about everybody detected."""


@dataclass(frozen=True)
class RecognitionSettings:
    """How poses are told and repetitions counted.

    Parameters
    ----------
    n_kept, n_voting, weights
        See `NearestPoses`.
    window_s, time_constant_s
        See `smooth_exponentially`.
    enter, leave
        See `Thresholds`; None: learned from the samples.
    is_upper
        Look at the 25 landmarks down to the hips only.

    """

    n_kept: int = 30
    n_voting: int = 10
    weights: tuple[float, float, float] = (1.0, 1.0, 0.0)
    window_s: float = WINDOW_S
    time_constant_s: float = TIME_CONSTANT_S
    enter: float | None = None
    leave: float | None = None
    is_upper: bool = False


@dataclass(frozen=True)
class Exercises:
    """What the people of a video did.

    Parameters
    ----------
    tracks
        Tracks of everybody, in px.
    probabilities
        Columns individual, time_s and one per class, smoothed; without samples no
        class.
    found
        The repetitions, and what is doubtful.

    """

    tracks: xr.Dataset
    probabilities: pd.DataFrame
    found: Repetitions

    @property
    def repetitions(self) -> pd.DataFrame:
        """Return the table of repetitions; see `midstance.schema.repetitions`."""
        return self.found.table

    @property
    def classes(self) -> list[str]:
        """Return the names of the classes."""
        return [str(name) for name in self.probabilities.columns[2:]]

    def counts(self) -> pd.Series:
        """Return how many repetitions each person did, by exercise."""
        return self.repetitions.groupby(["individual", "exercise"]).size()

    def save(self, folder: Path) -> None:
        """Write the repetitions and, with samples, ``probabilities.csv``."""
        make_folder(folder)
        self.found.write(folder)
        if self.classes:
            _write(self.probabilities.round(4), folder / "probabilities.csv")


def find_people(
    video: Path,
    *,
    people: int = 2,
    pose: str = "blazepose",
    poses_file: Path | None = None,
    clip: dict[str, Any] | None = None,
    progress: Progress | None = None,
) -> xr.Dataset:
    """Return the tracks of at most `people` people, longest seen first.

    Parameters
    ----------
    video
        Video file or folder of images.
    people
        How many to look for. People who are small in the image are looked for in
        parts of it too, when the network can.
    pose
        Pose network.
    poses_file
        Where to keep its poses, so that interrupted work goes on.
    clip
        Settings of `midstance.video.reader.open_video`.
    progress
        Called with the stage, what is done and the whole.

    Raises
    ------
    NotEnoughDataError
        If the video is very short, or nobody is in it.

    """
    settings = clip or {}
    with open_video(video, **settings) as frames:
        backend = backend_for_exercises(pose, people, frames.info.rate_hz)
        poses = estimate_poses(
            frames,
            backend,
            log=poses_file,
            key=log_key(video, backend, settings, LEAST_HZ),
            progress=progress,
            looks_hz=LEAST_HZ,
        )
    if len(poses) < _FEWEST_FRAMES:
        raise NotEnoughDataError(
            f"{video} gives {len(poses)} frames, at least {_FEWEST_FRAMES} are needed; "
            "film at least one repetition."
        )
    tracks = link(without_repeats(poses), backend.skeleton)
    if not tracks.sizes["individual"]:
        raise NotEnoughDataError(
            f"Nobody was found in {video}; the body must be in the picture, at least "
            "a sixth of its height."
        )
    return tracks.isel(individual=slice(0, people))


def backend_for_exercises(pose: str, people: int, rate_hz: float) -> PoseBackend:
    """Return the pose network, told to look for people as often as it takes.

    More are followed than wanted, because half of a body found first may take a
    place; and everybody is looked for often, because the first repetition counts
    too.
    """
    wanted: dict[str, Any] = {
        "max_people": 1,
        "search_parts": True,
        "detection_threshold": _DETECTION_THRESHOLD,
        "paint_out": False,
    }
    if people > 1:
        wanted["max_people"] = people + 1
        wanted["search_interval_s"] = _SEARCH_EVERY_S
    return backends.build(pose, {}, preferred=wanted).at_rate(rate_hz)


class Recognizer:
    """Tells poses and counts repetitions, of one person at a time.

    Parameters
    ----------
    samples
        Labelled poses. None: what is repeated is counted without knowing what it
        is.
    settings
        None: the defaults.

    """

    def __init__(
        self,
        samples: PoseSamples | None = None,
        settings: RecognitionSettings | None = None,
    ) -> None:
        self._settings = settings or RecognitionSettings()
        self._model: NearestPoses | None = None
        self.classes: list[str] = []
        if samples is None:
            return
        chosen = self._settings
        points = samples.points[:, :_N_UPPER] if chosen.is_upper else samples.points
        self._n_landmarks = points.shape[1]
        self._model = NearestPoses(chosen.n_kept, chosen.n_voting, chosen.weights)
        self._model.fit(points, samples.classes)
        self._thresholds = _thresholds(self._model, points, samples, chosen)
        self.classes = [str(name) for name in self._model.classes_]

    def classify(self, tracks: xr.Dataset) -> NDArray[np.float64]:
        """Return the probability of each class, shape (n_times, n_classes).

        Each pose by itself: not smoothed.
        """
        if self._model is None:
            return np.empty((tracks.sizes["time"], 0))
        landmarks = landmarks_of(tracks, n_landmarks=self._n_landmarks)
        return self._model.predict_proba(landmarks)

    def smooth(
        self,
        time_s: NDArray[np.floating],
        classified: NDArray[np.floating],
        *,
        is_live: bool = False,
    ) -> pd.DataFrame:
        """Return probabilities smoothed over time, a column per class."""
        smooth = smooth_exponentially(
            time_s,
            classified,
            window_s=self._settings.window_s,
            time_constant_s=self._settings.time_constant_s,
            is_live=is_live,
        )
        return pd.DataFrame(smooth, columns=self.classes)

    def count(self, tracks: xr.Dataset, probabilities: pd.DataFrame) -> Repetitions:
        """Return the repetitions of one person."""
        if self._model is None:
            return find_repetitions(tracks)
        return count_classes(tracks, probabilities, self._thresholds)


def recognize(
    tracks: xr.Dataset,
    samples: PoseSamples | None = None,
    settings: RecognitionSettings | None = None,
) -> Exercises:
    """Return the pose classes over time and the repetitions of everybody.

    Parameters
    ----------
    tracks
        In px.
    samples, settings
        See `Recognizer`.

    """
    recognizer = Recognizer(samples, settings)
    tables, shares = [], []
    for name in individuals(tracks):
        own = tracks.sel(individual=[name])
        time_s = own["time"].to_numpy()
        table = recognizer.smooth(time_s, recognizer.classify(own))
        tables.append(recognizer.count(own, table))
        table.insert(0, "time_s", time_s)
        table.insert(0, "individual", name)
        shares.append(table)
    probabilities = pd.concat(shares, ignore_index=True)
    if samples is None:
        probabilities = probabilities.iloc[:0]
    return Exercises(tracks, probabilities, join_repetitions(tables))


def _thresholds(
    model: NearestPoses,
    points: NDArray[np.float64],
    samples: PoseSamples,
    settings: RecognitionSettings,
) -> dict[str, Thresholds]:
    """Return the thresholds given, or learned where one is not given."""
    if settings.enter is not None and settings.leave is not None:
        given = Thresholds(settings.enter, settings.leave)
        return dict.fromkeys(sorted(set(samples.classes)), given)
    left_out = predict_left_out(model, points, samples.classes, samples.recordings())
    learned = learn_thresholds(left_out, samples.classes)
    return {
        name: Thresholds(
            learned[name].enter if settings.enter is None else settings.enter,
            learned[name].leave if settings.leave is None else settings.leave,
        )
        for name in learned
    }


def _write(table: pd.DataFrame, path: Path) -> None:
    with replacing(path) as part:
        table.to_csv(part, index=False)
