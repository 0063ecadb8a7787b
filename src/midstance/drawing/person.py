"""One person of the tracks, made ready to be drawn on the frames."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from midstance.drawing.colours import MIDDLE, SIDE_COLOURS, Rgb
from midstance.drawing.primitives import (
    Point,
    blend,
    draw_disc,
    draw_line,
    draw_ring,
    window,
)
from midstance.kernels.images.camera_motion import moved
from midstance.kernels.signals.cycles import stances, usual_stride_s
from midstance.kernels.types import Image
from midstance.schema.events import SIDES, of_individual, times_s
from midstance.schema.scene import Scene
from midstance.schema.skeletons import BLAZEPOSE_33, SKELETONS
from midstance.schema.tracks import FILLED, camera_of

SHADE: Rgb = (14, 18, 23)
_FAR_OPACITY = 0.55
_FOOT = ("heel", "foot_index")


@dataclass(frozen=True)
class Mark:
    """A foot that meets or leaves the ground: when, and where in the first image."""

    time_s: float
    side: str
    event: str
    at: Point


@dataclass(frozen=True)
class DrawnPerson:
    """Everything about one person that drawing needs, in px of the drawing.

    Parameters
    ----------
    name
        As in the tracks.
    xy_px
        Shape (n_times, n_keypoints, 2), on each frame; NaN: not drawn.
    is_filled
        Shape (n_times, n_keypoints): filled in, so drawn hollow.
    keypoints
        Their names.
    edges
        Numbers of the two ends, and the side (left, right or neither).
    far_side
        The side away from the camera, drawn lighter; empty: neither.
    to_frame
        Shape (n_times, 3, 3): what takes a place in the first image to each
        frame; identities when the camera stood still.
    floor
        Two ends of the floor line in the first image; None: it is not known.
    stances_s
        By side, shape (n_stances, 2): initial contact and toe-off.
    marks
        In order of time.

    """

    name: str
    xy_px: NDArray[np.float64]
    is_filled: NDArray[np.bool_]
    keypoints: tuple[str, ...]
    edges: tuple[tuple[int, int, str], ...]
    far_side: str
    to_frame: NDArray[np.float64]
    floor: tuple[Point, Point] | None
    stances_s: dict[str, NDArray[np.float64]]
    marks: tuple[Mark, ...]

    def foot(self, row: int, side: str) -> Point | None:
        """Return the middle of a foot, or else its ankle; None when not seen."""
        for names in (_FOOT, ("ankle",)):
            numbers = [
                self.keypoints.index(f"{side}_{name}")
                for name in names
                if f"{side}_{name}" in self.keypoints
            ]
            xy = self.xy_px[row, numbers]
            if numbers and np.isfinite(xy).all():
                x, y = xy.mean(axis=0)
                return float(x), float(y)
        return None

    def shown(self, at: Point, row: int) -> Point:
        """Return where a place in the first image lies on a frame."""
        return _placed(self.to_frame[row], at)

    def box(self, row: int) -> tuple[Point, Point] | None:
        """Return the corners around all that is seen; None: nothing is."""
        xy = self.xy_px[row]
        seen = xy[np.isfinite(xy).all(axis=1)]
        if not seen.size:
            return None
        (left, top), (right, bottom) = seen.min(axis=0), seen.max(axis=0)
        return (float(left), float(top)), (float(right), float(bottom))


def make_people(
    tracks: xr.Dataset,
    events: pd.DataFrame,
    scenes: dict[str, Scene],
    scale: float,
) -> list[DrawnPerson]:
    """Return everybody in `tracks`, ready to be drawn.

    Parameters
    ----------
    tracks
        In px.
    events
        Events of everybody.
    scenes
        How each person is seen, by name; a name may be missing.
    scale
        px of the drawing per px of the video.

    """
    names = tuple(str(name) for name in tracks["keypoint"].to_numpy())
    skeleton = SKELETONS.get(str(tracks.attrs.get("skeleton")), BLAZEPOSE_33)
    edges = tuple(
        (names.index(start), names.index(end), _side(start, end))
        for start, end in skeleton.edges
        if start in names and end in names
    )
    ordered = tracks.transpose("time", "individual", "keypoint", "space", ...)
    still_px = ordered["position"].sel(space=["x", "y"]).to_numpy() * scale
    to_frame = _to_frames(tracks, scale)
    is_filled = ordered["observed"].to_numpy() == FILLED
    times = tracks["time"].to_numpy()
    people = []
    for number, name in enumerate(map(str, tracks["individual"].to_numpy())):
        scene = scenes.get(name, Scene())
        person = DrawnPerson(
            name=name,
            xy_px=moved(still_px[:, number].astype(float), to_frame),
            is_filled=is_filled[:, number],
            keypoints=names,
            edges=edges,
            far_side={"left": "right", "right": "left"}.get(scene.view, ""),
            to_frame=to_frame,
            floor=_floor_line(still_px[:, number], names, scene, scale),
            stances_s={},
            marks=(),
        )
        own = of_individual(events, name)
        people.append(_with_contacts(person, own, times))
    return people


def draw_person(image: Image, person: DrawnPerson, row: int, unit_px: float) -> None:
    """Draw the skeleton: the far side light, then the middle, the near side on top.

    Parameters
    ----------
    image
        RGB image, drawn upon.
    person, row
        Who, and the number of the time in the tracks.
    unit_px
        1 px of an image 720 px high or wide.

    """
    box = person.box(row)
    if box is None:
        return
    margin = 12 * unit_px
    (left, top), (right, bottom) = box
    part, corner = window(
        image, (left - margin, top - margin), (right + margin, bottom + margin)
    )
    if part.size == 0:
        return
    xy = person.xy_px[row] - corner
    lines = [line for line in person.edges if np.isfinite(xy[list(line[:2])]).all()]
    lines.sort(key=lambda line: _layer(line[2], person.far_side))
    far = [line for line in lines if line[2] and line[2] == person.far_side]
    near = lines[len(far) :]
    layer = part.copy()
    for start, end, _ in lines:
        draw_line(layer, tuple(xy[start]), tuple(xy[end]), SHADE, 7 * unit_px)
    _draw_lines(layer, xy, far, 3 * unit_px)
    _draw_points(layer, xy, far, person.is_filled[row], 3.5 * unit_px)
    blend(part, layer, _FAR_OPACITY)
    _draw_lines(part, xy, near, 4 * unit_px)
    _draw_points(part, xy, near, person.is_filled[row], 5 * unit_px)


def _draw_lines(
    image: Image,
    xy: NDArray[np.float64],
    lines: list[tuple[int, int, str]],
    width_px: float,
) -> None:
    for start, end, side in lines:
        colour = SIDE_COLOURS.get(side, MIDDLE)
        draw_line(image, tuple(xy[start]), tuple(xy[end]), colour, width_px)


def _draw_points(
    image: Image,
    xy: NDArray[np.float64],
    lines: list[tuple[int, int, str]],
    is_filled: NDArray[np.bool_],
    radius_px: float,
) -> None:
    sides = {end: side for *ends, side in lines for end in ends if side}
    for number, side in sides.items():
        at = tuple(xy[number])
        if is_filled[number]:
            draw_disc(image, at, SHADE, radius_px)
            draw_ring(image, at, SIDE_COLOURS[side], radius_px, radius_px / 2.5)
        else:
            draw_disc(image, at, SIDE_COLOURS[side], radius_px)
            draw_disc(image, at, MIDDLE, radius_px / 2)


def _side(start: str, end: str) -> str:
    for side in SIDES:
        if side in start.split("_") and side in end.split("_"):
            return side
    return ""


def _layer(side: str, far_side: str) -> int:
    if side and side == far_side:
        return 0
    return 2 if side else 1


def _with_contacts(
    person: DrawnPerson,
    events: pd.DataFrame,
    time_s: NDArray[np.float64],
) -> DrawnPerson:
    contacts = {side: times_s(events, side, "initial_contact") for side in SIDES}
    usual_s = usual_stride_s(contacts["left"], contacts["right"])
    stances_s = {}
    for side in SIDES:
        toe_offs = times_s(events, side, "toe_off")
        pairs = stances(contacts[side], toe_offs, usual_s)
        stances_s[side] = np.array(
            [(contacts[side][i], toe_offs[j]) for i, j in pairs]
        ).reshape(-1, 2)
    marks = []
    for event in events.itertuples():
        row = nearest(time_s, float(event.time_s))
        at = None if row is None else person.foot(row, str(event.side))
        if row is not None and at is not None:
            place = _placed(np.linalg.inv(person.to_frame[row]), at)
            marks.append(
                Mark(float(event.time_s), str(event.side), str(event.event), place)
            )
    return replace(person, stances_s=stances_s, marks=tuple(marks))


def _to_frames(tracks: xr.Dataset, scale: float) -> NDArray[np.float64]:
    """Return what takes a place in the first image to each frame (px drawn)."""
    path = camera_of(tracks)
    if path is None:
        return np.broadcast_to(np.eye(3), (tracks.sizes["time"], 3, 3))
    known = np.isfinite(path).all(axis=(1, 2))
    to_frame = np.full(path.shape, np.nan)
    to_frame[known] = np.linalg.inv(path[known])
    to_frame[:, :2, 2] *= scale
    return to_frame


def _placed(matrix: NDArray[np.float64], at: Point) -> Point:
    x, y, _ = matrix @ (*at, 1.0)
    return float(x), float(y)


def _floor_line(
    xy_px: NDArray[np.float64], keypoints: tuple[str, ...], scene: Scene, scale: float
) -> tuple[Point, Point] | None:
    """Return the floor line from the hindmost to the foremost foot, and a little."""
    feet = [i for i, name in enumerate(keypoints) if name.endswith(_FOOT)]
    x_px = xy_px[:, feet, 0]
    if scene.floor is None or not np.isfinite(x_px).any():
        return None
    low, high = np.nanpercentile(x_px, [2, 98])
    margin = 0.15 * (high - low)
    ends = (float(low - margin), float(high + margin))
    first, last = ((x, scene.floor.y_px(x / scale) * scale) for x in ends)
    return first, last


def nearest(time_s: NDArray[np.float64], at_s: float) -> int | None:
    """Return the number of the time nearest to `at_s`.

    None when it is further away than a usual step between times.

    Examples
    --------
    >>> nearest(np.array([0.0, 0.1, 0.2]), 0.16), nearest(np.array([0.0, 0.1]), 0.3)
    (2, None)

    """
    if not time_s.size:
        return None
    after = int(np.searchsorted(time_s, at_s))
    near = [i for i in (after - 1, after) if 0 <= i < time_s.size]
    best = min(near, key=lambda i: abs(float(time_s[i]) - at_s))
    step_s = float(np.median(np.diff(time_s))) if time_s.size > 1 else np.inf
    return best if abs(float(time_s[best]) - at_s) <= step_s else None
