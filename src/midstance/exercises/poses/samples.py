"""Labelled poses from folders of images: one folder a class."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from midstance.drawing.contact_sheet import contact_sheet, write_picture
from midstance.drawing.person import draw_person, make_people
from midstance.errors import FormatError, NotEnoughDataError
from midstance.exercises.poses.pose_knn import NearestPoses
from midstance.exercises.poses.thresholds import predict_left_out
from midstance.files import replacing
from midstance.formats.datasets.pose_samples import PoseSamples, write_pose_samples
from midstance.kernels.images.picture_file import read_picture
from midstance.kernels.progress import Progress
from midstance.kernels.types import Image
from midstance.pose.base import FramePoses, backends
from midstance.schema.events import make_events
from midstance.tracking.link import link
from midstance.video.images import SUFFIXES, natural_key

N_LANDMARKS = 33


@dataclass(frozen=True)
class Outlier:
    """A sample whose neighbours vote for another class.

    Parameters
    ----------
    row
        Its number among the samples.
    voted
        The class the neighbours say.
    share
        Share of their votes for its own class.

    """

    row: int
    voted: str
    share: float


def bootstrap(
    pictures: Path,
    out: Path,
    *,
    pose: str = "blazepose",
    drop_outliers: bool = False,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Make labelled poses of the images in the folders of `pictures`.

    Written are ``samples.csv`` with all classes, ``classes/CLASS.csv``,
    ``annotated/CLASS/`` with the skeleton drawn on each image, ``dropped.csv``
    with the images in which nobody was found, ``outliers.csv`` and
    ``outliers.jpg``, and ``statistics.csv``.

    Parameters
    ----------
    pictures
        A folder with a folder of images for each class.
    out
        Where to write.
    pose
        Pose network with the 33 landmarks of BlazePose.
    drop_outliers
        Leave the outliers out of the samples; they are listed all the same.
    progress
        Called with the stage, what is done and the whole.

    Returns
    -------
    pandas.DataFrame
        One row per class: images, dropped, outliers and samples.

    Raises
    ------
    FormatError
        If there are no folders with images.
    NotEnoughDataError
        If nobody was found in any.

    """
    files = _pictures(pictures)
    names, classes, points, shown, dropped = [], [], [], [], []
    for k, (path, image, found) in enumerate(_looked_at(files, pose), 1):
        label = path.parent.name
        if found is None or not found.n_people:
            reason = "cannot be read" if image is None else "nobody found"
            dropped.append((path.name, label, reason))
        else:
            shown.append(_annotated(out, path, files))
            names.append(path.name)
            classes.append(label)
            points.append(landmarks_3d(found))
            annotated = annotate(image, found) if image is not None else None
            if annotated is not None:
                write_picture(annotated, shown[-1])
        if progress:
            progress("Finding people", k, len(files))
    if not names:
        raise NotEnoughDataError(
            f"Nobody was found in the {len(files)} pictures of {pictures}; the whole "
            "body must be in each picture."
        )
    samples = PoseSamples(tuple(names), tuple(classes), np.array(points))
    outliers = find_outliers(samples)
    _write_outliers(samples, outliers, shown, out)
    _write(pd.DataFrame(dropped, columns=["name", "class", "reason"]), out, "dropped")
    bad = {outlier.row for outlier in outliers} if drop_outliers else set()
    kept = samples.chosen(row for row in range(len(samples)) if row not in bad)
    write_samples(kept, out)
    return _statistics(files, dropped, samples, outliers, kept, out)


def find_outliers(samples: PoseSamples) -> list[Outlier]:
    """Return the samples that their own neighbours, without themselves, call else.

    Half of the votes and more for the own class is no outlier. With fewer samples
    in a class than can outvote the others, that says little: then no more vote than
    half of the smallest class.
    """
    labels = np.asarray(samples.classes)
    names, sizes = np.unique(labels, return_counts=True)
    if len(names) < 2 or sizes.min() < 3:
        return []
    n_voting = int(min(10, max(1, sizes.min() // 2)))
    model = NearestPoses(n_kept=3 * n_voting, n_voting=n_voting)
    alone = [str(row) for row in range(len(samples))]
    shares = predict_left_out(model, samples.points, samples.classes, alone)
    outliers = []
    for row, label in enumerate(labels):
        own = float(shares[row, names.tolist().index(label)])
        voted = str(names[int(np.argmax(shares[row]))])
        if own < 0.5 and voted != label:
            outliers.append(Outlier(row, voted, own))
    return outliers


def write_samples(samples: PoseSamples, out: Path) -> None:
    """Write all samples to ``samples.csv``, and each class to a file of its own."""
    write_pose_samples(samples, out / "samples.csv")
    for name in sorted(set(samples.classes)):
        rows = [k for k, label in enumerate(samples.classes) if label == name]
        write_pose_samples(samples.chosen(rows), out / "classes" / f"{name}.csv")


def landmarks_3d(poses: FramePoses) -> NDArray[np.float64]:
    """Return the first person's landmarks in px, with depth where it is known.

    Depth is that of the world landmarks, in px by the scale that fits their x and y
    to the image best.

    Returns
    -------
    numpy.ndarray
        Shape (n_landmarks, 3); z is NaN without world landmarks.

    """
    xy_px = poses.xy_px[0].astype(float)
    z_px = np.full(len(xy_px), np.nan)
    if poses.xyz_m is not None:
        xyz_m = poses.xyz_m[0].astype(float)
        flat = xyz_m[:, :2] - xyz_m[:, :2].mean(axis=0)
        px_per_m = (flat * (xy_px - xy_px.mean(axis=0))).sum() / (flat**2).sum()
        z_px = xyz_m[:, 2] * px_per_m
    return np.column_stack([xy_px, z_px])


def annotate(image: Image, poses: FramePoses) -> Image:
    """Return a copy of an image with the skeleton of the first person."""
    tracks = link([(0.0, poses)], "blazepose-33").isel(individual=slice(0, 1))
    drawn = image.copy()
    unit_px = max(min(image.shape[:2]) / 720, 0.4)
    for person in make_people(tracks, make_events([]), {}, 1.0):
        draw_person(drawn, person, 0, unit_px)
    return drawn


def _pictures(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise FormatError(f"No folder at {folder}; give one with a folder per class.")
    files = [
        path
        for sub in sorted(folder.iterdir())
        if sub.is_dir() and not sub.name.startswith(".")
        for path in sorted(sub.iterdir(), key=lambda path: natural_key(path.name))
        if path.suffix.lower() in SUFFIXES and not path.name.startswith(".")
    ]
    if not files:
        raise FormatError(
            f"{folder} must hold a folder of pictures ({', '.join(SUFFIXES)}) for each "
            "class, such as squats_up/ and squats_down/; none was found."
        )
    return files


def _looked_at(
    files: list[Path], pose: str
) -> Iterator[tuple[Path, Image | None, FramePoses | None]]:
    """Yield each image and who is in it, searched anew each time."""
    backend = backends.build(pose, {})
    with backend.session() as estimate:
        for path in files:
            image = _read(path)
            if image is None:
                yield path, None, None
                continue
            # A network that follows people must not look for those of the
            # image before.
            estimate.forget()
            yield path, image, estimate(image)


def _read(path: Path) -> Image | None:
    try:
        return read_picture(path)
    except FormatError:
        return None


def _annotated(out: Path, path: Path, files: list[Path]) -> Path:
    """Return where a picture goes; with its ending, where another has its name."""
    is_one = sum(one.with_suffix("") == path.with_suffix("") for one in files) == 1
    name = path.stem if is_one else path.name
    return out / "annotated" / path.parent.name / f"{name}.jpg"


def _write_outliers(
    samples: PoseSamples, outliers: list[Outlier], shown: list[Path], out: Path
) -> None:
    rows, cells = [], []
    for outlier in outliers:
        name, label = samples.names[outlier.row], samples.classes[outlier.row]
        rows.append((name, label, outlier.voted, round(outlier.share, 2)))
        image = _read(shown[outlier.row])
        if image is not None:
            cells.append((image, f"{label}?", f"like {outlier.voted}  {name}"))
    columns = ["name", "class", "neighbours_say", "share_for_own"]
    _write(pd.DataFrame(rows, columns=columns), out, "outliers")
    sheet = out / "outliers.jpg"
    if cells:
        write_picture(contact_sheet(cells), sheet)
    else:
        sheet.unlink(missing_ok=True)


def _statistics(
    files: list[Path],
    dropped: list[tuple[str, str, str]],
    samples: PoseSamples,
    outliers: list[Outlier],
    kept: PoseSamples,
    out: Path,
) -> pd.DataFrame:
    labels = {
        "pictures": [path.parent.name for path in files],
        "dropped": [label for _, label, _ in dropped],
        "outliers": [samples.classes[outlier.row] for outlier in outliers],
        "samples": list(kept.classes),
    }
    names = sorted(set(labels["pictures"]))
    table = pd.DataFrame({"class": names})
    for column, own in labels.items():
        table[column] = [own.count(name) for name in names]
    _write(table, out, "statistics")
    return table


def _write(table: pd.DataFrame, out: Path, name: str) -> None:
    with replacing(out / f"{name}.csv") as part:
        table.to_csv(part, index=False)
