"""What people do in images and videos: poses first, then image and poses."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from midstance.activity.classifier import ActivityModel
from midstance.activity.graph import OTHER, JointGraph
from midstance.activity.heatmap import two_people
from midstance.activity.looks import Looks
from midstance.activity.mpii_joints import mpii_joints
from midstance.activity.overlay import drawn_picture, write_activity_video
from midstance.activity.stacks import make_stack
from midstance.activity.still_look import StillLook
from midstance.drawing.contact_sheet import write_picture
from midstance.errors import FormatError
from midstance.files import ensure_writable, replacing
from midstance.kernels.images.picture_file import read_picture
from midstance.kernels.progress import Progress
from midstance.kernels.signals.smoothing import smooth_exponentially
from midstance.kernels.types import Array, Image
from midstance.video.images import SUFFIXES, natural_key
from midstance.video.reader import open_video

Model = ActivityModel | JointGraph
NOT_SURE = "not sure"
"""What is said where the classifier that comes along knows nothing like it."""
UNREADABLE = "cannot be read"
"""What is said of an image of a folder that is none."""
TABLE, VIDEO, PICTURES = "activity.csv", "activity.mp4", "pictures"
_KEPT = "looks.npz"
_LEAST = 1e-3
"""Probability below which one look rules nothing out."""
_STAGE = "Looking at people"


@dataclass(frozen=True)
class ActivitySettings:
    """How images and videos are looked at.

    Parameters
    ----------
    pose
        Pose network.
    every_s
        Time between two looks at a video.
    window_s
        A video is smoothed over this time; 0 leaves every look as it is.
    draw
        Whether images or a video are drawn.

    """

    pose: str = "blazepose"
    every_s: float = 0.2
    window_s: float = 1.0
    draw: bool = True


def recognize_activities(
    source: Path,
    model: Model,
    out: Path,
    settings: ActivitySettings | None = None,
    *,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Tell what is done in an image, a folder of images or a video.

    Written are ``activity.csv`` and, drawn, ``pictures/`` or ``activity.mp4``. What an
    interrupted run looked at is not looked at again, unless the file is another one.

    Parameters
    ----------
    source
        Image, folder of images, or video.
    model
        The classifier.
    out
        Where to write.
    settings
        None: as usual.
    progress
        Called with the stage, what is done and the whole.

    Returns
    -------
    pandas.DataFrame
        Columns name (of the image) or time_s, activity, probability, and one a
        class; missing where nobody was found. The activity is `NOT_SURE` where the
        classifier is not sure (see its ``sure``), or sees none that it knows, and
        `UNREADABLE` for what is no image in a folder of images.

    Raises
    ------
    FormatError
        If there is nothing to look at, or no image can be read.
    VideoError
        If the video cannot be read.

    """
    chosen = settings or ActivitySettings()
    pictures = _pictures_of(source)
    if pictures is None:
        open_video(source).close()
    ensure_writable(out)
    key = _key(source, model, chosen)
    looks = Looks(out / _KEPT, len(model.classes), key)
    if pictures is not None:
        seen = _look_at_pictures(pictures, model, looks, chosen, progress)
        table = _table_of_pictures(pictures, seen, looks, model)
        if chosen.draw:
            _draw_pictures(seen, looks, table, list(model.classes), out)
    else:
        _look_at_video(source, model, looks, chosen, progress)
        table = _over_time(looks, model, chosen.window_s)
        if chosen.draw and len(table):
            with open_video(source) as video:
                write_activity_video(
                    video,
                    out / VIDEO,
                    looks.people(),
                    table,
                    list(model.classes),
                    progress=progress,
                )
    with replacing(out / TABLE) as part:
        table.round(4).to_csv(part, index=False)
    return table


def _pictures_of(source: Path) -> list[Path] | None:
    """Return the images of a file or a folder, None for a video."""
    if source.is_dir():
        found = [
            path
            for path in source.iterdir()
            if path.suffix.lower() in SUFFIXES and not path.name.startswith(".")
        ]
        if not found:
            raise FormatError(
                f"{source} holds no pictures ({', '.join(SUFFIXES)}); give a picture, "
                "a folder of pictures or a video."
            )
        return sorted(found, key=lambda path: natural_key(path.name))
    return [source] if source.suffix.lower() in SUFFIXES else None


def _look_at_pictures(
    pictures: list[Path],
    model: Model,
    looks: Looks,
    settings: ActivitySettings,
    progress: Progress | None,
) -> list[Path]:
    """Look at what was not seen as it is now, and return the images that are some."""
    names = {_name_of(path): path for path in pictures}
    looks.keep(list(names))
    n_done, done = len(looks.names), set(looks.names)
    bad: list[FormatError] = []

    def frames() -> Iterator[tuple[str, Image]]:
        for name, path in names.items():
            if name in done:
                continue
            try:
                image = read_picture(path)
            except FormatError as error:
                bad.append(error)
            else:
                yield name, image

    try:
        for number, _ in enumerate(_seen(frames(), model, looks, settings), 1):
            if progress:
                progress(_STAGE, n_done + number + len(bad), len(pictures))
    finally:
        looks.keep(list(names))
        looks.save()
    if not looks.names:
        raise bad[0]
    return [names[name] for name in looks.names]


def _name_of(picture: Path) -> str:
    """Return a name that is another one when the file is."""
    stat = picture.stat()
    return f"{stat.st_size}-{stat.st_mtime_ns}/{picture.name}"


def _look_at_video(
    source: Path,
    model: Model,
    looks: Looks,
    settings: ActivitySettings,
    progress: Progress | None,
) -> None:
    last_s = float(looks.names[-1]) if looks.names else -np.inf
    with open_video(source) as video:

        def frames() -> Iterator[tuple[str, Image]]:
            next_s = last_s + settings.every_s
            for frame in video:
                if frame.time_s > last_s and frame.time_s >= next_s - 1e-3:
                    next_s = frame.time_s + settings.every_s
                    yield f"{frame.time_s:.4f}", frame.image

        try:
            for name in _seen(frames(), model, looks, settings):
                if progress:
                    whole_s = video.info.duration_s or None
                    progress(_STAGE, round(float(name), 1), whole_s)
        finally:
            looks.save()


def _seen(
    frames: Iterator[tuple[str, Image]],
    model: Model,
    looks: Looks,
    settings: ActivitySettings,
) -> Iterator[str]:
    """Look at each image by itself, and yield its name when that is done."""
    with StillLook(settings.pose) as look:
        for name, image in frames:
            people = mpii_joints(look(image), look.keypoints)
            stack = make_stack(
                image, people, width_px=model.width_px, height_px=model.height_px
            )
            chosen = two_people(people, image.shape[1], image.shape[0])
            looks.add(name, people[chosen], model.predict([stack])[0])
            yield name


def _over_time(looks: Looks, model: Model, window_s: float) -> pd.DataFrame:
    """Return the table of a video, smoothed without lag."""
    time_s = np.array(looks.names, dtype=float)
    shares = looks.probabilities()
    if window_s > 0 and len(time_s):
        shares = over_time(time_s, shares, window_s)
    return _table("time_s", time_s, shares, model)


def over_time(time_s: Array, shares: Array, window_s: float) -> Array:
    """Return probabilities that follow from each moment and those near it.

    Their geometric mean, weighted as `smooth_exponentially` does: what every look
    holds possible is likely, also where none is sure, and what one of them nearly
    rules out is not. `validation/exercises.py` prints how often it is right.

    Parameters
    ----------
    time_s
        Shape (n_looks,), rising.
    shares
        Probabilities, shape (n_looks, n_classes); NaN where nobody was found.
    window_s
        What is farther away does not count.

    """
    score = smooth_exponentially(
        time_s,
        np.log(np.maximum(shares, _LEAST)),
        window_s=window_s,
        time_constant_s=window_s / 2,
    )
    likely = np.exp(score)
    return np.asarray(likely / likely.sum(axis=1, keepdims=True))


def _table(
    first: str, names: list[str] | Array, shares: Array, model: Model
) -> pd.DataFrame:
    """Return names, the likeliest activity, its probability, then all classes."""
    is_known = np.asarray(np.isfinite(shares).all(axis=1))
    best = np.nan_to_num(shares, nan=-1.0).argmax(axis=1)
    classes = model.classes
    said = np.array(classes, dtype=object)[best]
    is_sure = np.nan_to_num(shares).max(axis=1, initial=0.0) >= model.sure
    said[~is_sure] = NOT_SURE
    if isinstance(model, JointGraph):  # an own class may be called the same
        said[said == OTHER] = NOT_SURE
    activities = np.where(is_known, said, np.array(None, dtype=object))
    table = pd.DataFrame(shares, columns=list(classes))
    table.insert(0, "probability", shares.max(axis=1, initial=-np.inf))
    table.insert(0, "activity", activities)
    table.insert(0, first, names)
    table.loc[~is_known, "probability"] = np.nan
    return table


def _table_of_pictures(
    pictures: list[Path], seen: list[Path], looks: Looks, model: Model
) -> pd.DataFrame:
    """Return a row for each image, also for those that cannot be read."""
    is_seen = np.isin([path.name for path in pictures], [path.name for path in seen])
    shares = np.full((len(pictures), len(model.classes)), np.nan)
    shares[is_seen] = looks.probabilities()
    table = _table("name", [path.name for path in pictures], shares, model)
    table.loc[~is_seen, "activity"] = UNREADABLE
    return table


def _draw_pictures(
    pictures: list[Path],
    looks: Looks,
    table: pd.DataFrame,
    classes: list[str],
    out: Path,
) -> None:
    by_name = table.set_index("name")
    stems = Counter(path.stem for path in pictures)
    for path, people in zip(pictures, looks.people(), strict=True):
        look = by_name.loc[path.name]
        image = drawn_picture(
            read_picture(path), people, look[classes], told=look["activity"]
        )
        name = path.stem if stems[path.stem] == 1 else path.name
        write_picture(image, out / PICTURES / f"{name}.jpg")


def _key(source: Path, model: Model, settings: ActivitySettings) -> str:
    facts: list[str | float] = [source.name, model.sha256, settings.pose]
    if not source.is_dir():
        stat = source.stat()
        facts += [stat.st_size, stat.st_mtime_ns, settings.every_s]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()
