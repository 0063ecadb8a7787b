"""Real people, recorded in space, before cameras that do not exist.

Markers know neither perspective nor the errors of a pose network, and stand where
somebody glued them. So that a recording over force plates says what an analysis of
a video would have made of it, the person is filmed from anywhere (`film_person`),
with the keypoint errors of `midstance.synth.observation.noise`; so that nothing hangs
on one set of markers, heel, toe and joints move to where other sets and other networks
have them (`midstance.synth.observation.definitions`).
"""

from dataclasses import dataclass, field

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline
from scipy.signal import find_peaks

from midstance.errors import NotEnoughDataError
from midstance.kernels.geometry.cameras import orbit_camera
from midstance.kernels.types import Array
from midstance.schema.events import SIDES
from midstance.schema.tracks import make_tracks, path_of
from midstance.synth.observation.noise import Noise
from midstance.synth.observation.observe import Phase, observe

LEG = ("hip", "knee", "ankle", "heel", "foot_index")
AZIMUTHS_DEG = {"left": 90.0, "right": -90.0, "rear": 180.0, "front": 0.0}
HIP_SHARE = 0.53
"""Height of the hip joints / stature."""
CONFIDENCE = 0.9
"""Of every keypoint seen: a network's confidence knows little of its errors."""
FASTEST_IN_PLACE_M_S = 0.4
"""Who moves on faster than that is not on a treadmill."""
LEAST_SWING_M = 0.15


@dataclass(frozen=True)
class Filming:
    """How somebody is filmed.

    Parameters
    ----------
    view
        One of `AZIMUTHS_DEG`: where the camera stands, seen from somebody who goes
        along x.
    rate_hz
        Frames per second.
    off_deg
        How far it is turned about the person from there, counter-clockwise.
    distance_m
        From the middle of where the hips are.
    height_m
        Height of the camera above the floor; None: that of the hips.
    roll_deg
        Turn of the camera about its line of sight.
    body_px
        How tall the person is in the picture (1280 x 720).
    span_s
        Times between which the recording lies; None: all there are.
    noise
        Keypoint errors for a person 500 px tall.

    """

    view: str = "right"
    rate_hz: float = 60.0
    off_deg: float = 0.0
    distance_m: float = 4.0
    height_m: float | None = None
    roll_deg: float = 0.0
    body_px: float = 500.0
    span_s: tuple[float, float] | None = None
    noise: Noise = field(default_factory=Noise)


def film_person(
    world: xr.Dataset, filming: Filming | None = None, *, seed: int = 0
) -> xr.Dataset:
    """Return the keypoints (px) that a camera gives of one person.

    Parameters
    ----------
    world
        Tracks of one person in m, x forward, y left, z up, with both heels; a
        keypoint stays unseen where it is NaN.
    filming
        Camera, frame rate and errors; None: a `Filming` as it is.
    seed
        Seed of the errors, and of where between two frames the recording begins.

    Returns
    -------
    xarray.Dataset
        Of the frames in which both hips and ankles are in the picture, from the first
        to the last; confidence `CONFIDENCE` of all that is seen.

    Raises
    ------
    NotEnoughDataError
        If the person is never in the picture.

    """
    filming = filming or Filming()
    rng = np.random.default_rng([seed, 31])
    solid = _resampled(world, filming, rng)
    hips = (path_of(solid, "left_hip") + path_of(solid, "right_hip")) / 2
    if not np.isfinite(hips).all(axis=1).any():
        raise NotEnoughDataError("The hips of the person are never seen.")
    stature, floor_m = _stature_and_floor_m(solid, hips)
    target = tuple(float(value) for value in np.nanmedian(hips, axis=0))
    camera = orbit_camera(
        AZIMUTHS_DEG[filming.view] + filming.off_deg,
        distance_m=filming.distance_m,
        camera_height_m=(
            target[2] if filming.height_m is None else floor_m + filming.height_m
        ),
        target_m=target,
        body_px=filming.body_px,
        body_m=stature,
        roll_deg=filming.roll_deg,
    )
    phase = None if filming.noise.network is None else stride_count(world)
    seen = observe(solid, camera, noise=filming.noise, phase=phase, seed=seed)
    exact = camera.project(
        np.stack([path_of(solid, name) for name in _needed(solid)], axis=1)
    )
    inside = (exact[..., 0] > 0) & (exact[..., 0] < camera.width_px)
    whole = np.flatnonzero(inside.all(axis=1))
    if whole.size < 2:
        raise NotEnoughDataError("The person is never in the picture.")
    seen = seen.isel(time=slice(int(whole[0]), int(whole[-1]) + 1))
    known = seen["confidence"]
    return seen.assign(confidence=known.where(known.isnull(), CONFIDENCE))


def stature_m(world: xr.Dataset) -> float:
    """Return the body height (m) that `film_person` makes as tall as it was asked."""
    hips = (path_of(world, "left_hip") + path_of(world, "right_hip")) / 2
    return _stature_and_floor_m(world, hips)[0]


def _stature_and_floor_m(world: xr.Dataset, hips: Array) -> tuple[float, float]:
    heels = [path_of(world, f"{side}_heel")[:, 2] for side in SIDES]
    floor_m = min(float(np.nanpercentile(heel, 2)) for heel in heels)
    return (float(np.nanmedian(hips[:, 2])) - floor_m) / HIP_SHARE, floor_m


def _needed(world: xr.Dataset) -> list[str]:
    have = set(world["keypoint"].to_numpy().tolist())
    names = [f"{side}_{part}" for side in SIDES for part in ("hip", "ankle")]
    return [name for name in names if name in have]


def _resampled(
    world: xr.Dataset, filming: Filming, rng: np.random.Generator
) -> xr.Dataset:
    """Return the person at the moments of the frames."""
    source_s = world["time"].to_numpy()
    first_s, last_s = filming.span_s or (source_s[0], source_s[-1])
    begin_s = max(first_s, source_s[0]) + rng.uniform(0, 1 / filming.rate_hz)
    time_s = np.arange(begin_s, min(last_s, source_s[-1]), 1 / filming.rate_hz)
    points = world["position"].isel(individual=0).transpose("time", "keypoint", "space")
    place = points.to_numpy()
    seen = np.isfinite(place).all(axis=2)
    nearest = np.searchsorted(source_s, time_s).clip(1, len(source_s) - 1)
    known = seen[nearest] & seen[nearest - 1]
    course = CubicSpline(source_s, _filled(source_s, place, seen))(time_s)
    position = np.where(known[..., None], course, np.nan)
    return make_tracks(
        position.transpose(0, 2, 1)[..., None],
        np.where(known, 1.0, np.nan)[..., None],
        time_s,
        keypoints=[str(name) for name in world["keypoint"].to_numpy()],
        space_unit="m",
    )


def _filled(time_s: Array, place: Array, seen: NDArray[np.bool_]) -> Array:
    """Return places without gaps: a spline must not meet NaN."""
    filled = place.copy()
    for point in range(place.shape[1]):
        own = seen[:, point]
        if own.all():
            continue
        for axis in range(place.shape[2]):
            filled[:, point, axis] = (
                np.interp(time_s, time_s[own], place[own, point, axis])
                if own.any()
                else 0.0
            )
    return filled


def stride_count(world: xr.Dataset) -> Phase:
    """Return time to stride count: whole where the left heel is farthest ahead.

    The errors of pose networks were measured in this phase; a heel is farthest ahead
    of the hips some 26 ms before the foot lands.

    Raises
    ------
    NotEnoughDataError
        If neither heel swings forward twice.

    """
    time_s = world["time"].to_numpy()
    hips = (path_of(world, "left_hip") + path_of(world, "right_hip")) / 2
    ahead = heading(time_s, hips)
    moments, counts = [], []
    for side, offset in zip(SIDES, (0.0, 0.5), strict=True):
        heel = path_of(world, f"{side}_heel") - hips
        forward = np.nan_to_num((heel[:, :2] * ahead).sum(axis=1), nan=-9.0)
        peaks = find_peaks(forward, prominence=LEAST_SWING_M, height=0.0)[0]
        moments.append(time_s[peaks])
        counts.append(np.full(peaks.size, offset))
    both_s, kind = np.concatenate(moments), np.concatenate(counts)
    order = np.argsort(both_s)
    both_s, kind = both_s[order], kind[order]
    if both_s.size < 2:
        raise NotEnoughDataError("Too few swings of either heel to follow the strides.")
    n_steps = np.where(kind[1:] == kind[:-1], 2, 1)
    step = float(np.median(np.diff(both_s) / n_steps))
    # Whole counts for the left foot, halves for the right one, whatever was missed.
    count = np.round((both_s - both_s[0]) / (2 * step) - (kind - kind[0])) + kind
    kept = np.concatenate([[True], np.diff(count) > 0])
    both_s, count = both_s[kept], count[kept]

    def phase(at_s: Array) -> Array:
        inner = np.interp(at_s, both_s, count)
        before = np.minimum(at_s - both_s[0], 0.0) / (2 * step)
        after = np.maximum(at_s - both_s[-1], 0.0) / (2 * step)
        return np.asarray(inner + before + after)

    return phase


def heading(time_s: Array, hips: Array) -> Array:
    """Return where somebody goes, unit vectors on the floor, shape (n_times, 2).

    Along x for who stays in place, as on a treadmill.
    """
    along = np.tile([1.0, 0.0], (len(time_s), 1))
    seen = np.isfinite(hips).all(axis=1)
    if seen.sum() < 3:
        return along
    moved_m = np.linalg.norm(hips[seen][-1, :2] - hips[seen][0, :2])
    if moved_m < FASTEST_IN_PLACE_M_S * np.ptp(time_s[seen]):
        return along
    width = max(1, round(0.5 / float(np.median(np.diff(time_s)))))
    path = np.column_stack(
        [np.interp(time_s, time_s[seen], hips[seen, axis]) for axis in (0, 1)]
    )
    ends = np.pad(path, ((width, width), (0, 0)), mode="edge")
    step = ends[2 * width :] - ends[: -2 * width]
    size = np.linalg.norm(step, axis=1, keepdims=True)
    return np.where(size > 1e-6, step / np.maximum(size, 1e-6), along)


def moved_along(
    world: xr.Dataset, speed_m_s: float, *, passes_at_s: float
) -> xr.Dataset:
    """Return somebody on a treadmill as if the belt were the ground.

    Relative to a belt of even speed everybody moves as over ground that rests; what
    else is other overground (air, the even speed itself) is not in it.

    Parameters
    ----------
    world
        Tracks of one person in m, x forward.
    speed_m_s
        Of the belt.
    passes_at_s
        When the person is where the treadmill was.

    """
    along = xr.DataArray([1.0, 0.0, 0.0], coords={"space": ["x", "y", "z"]})
    ahead_m = speed_m_s * (world["time"] - passes_at_s)
    moved = world["position"] + ahead_m * along
    moved = moved.transpose(*world["position"].dims)
    return world.assign(position=moved.assign_attrs(world["position"].attrs))


def add_shoulders(world: xr.Dataset) -> xr.Dataset:
    """Return the person with still shoulders over the hips, where there are none.

    Markers of the legs alone do not show whether somebody comes or goes.
    """
    names = [str(name) for name in world["keypoint"].to_numpy()]
    if "left_shoulder" in names:
        return world
    hips = (path_of(world, "left_hip") + path_of(world, "right_hip")) / 2
    ahead = heading(world["time"].to_numpy(), hips)
    left = np.column_stack([-ahead[:, 1], ahead[:, 0], np.zeros(len(ahead))])
    over = [hips + sign * 0.18 * left + [0.0, 0.0, 0.5] for sign in (1.0, -1.0)]
    place = world["position"].isel(individual=0).transpose("time", "space", "keypoint")
    position = np.concatenate([place.to_numpy(), np.stack(over, axis=-1)], axis=-1)
    return make_tracks(
        position[..., None],
        np.where(np.isfinite(position).all(axis=1), 1.0, np.nan)[..., None],
        world["time"].to_numpy(),
        keypoints=[*names, "left_shoulder", "right_shoulder"],
        space_unit="m",
    )
