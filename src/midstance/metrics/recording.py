"""One person as seen: points with their noise, and the gait they belong to."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self, TypeVar

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from midstance.errors import NotEnoughDataError
from midstance.kernels.signals import cycles
from midstance.kernels.signals.cycles import Curve
from midstance.kernels.signals.filters import lowpass_in_time
from midstance.kernels.signals.gaps import interpolate, same_gaps
from midstance.kernels.types import Floats
from midstance.metrics import uncertainty
from midstance.metrics.foot_shape import misshapen
from midstance.metrics.gait import Gait
from midstance.schema.events import SIDES
from midstance.schema.scene import Scene
from midstance.schema.skeletons import TOE_TIPS
from midstance.schema.tracks import FILLED

NEAR_BIAS = {
    "hip": 0.075,
    "knee": 0.055,
    "ankle": 0.03,
    "heel": 0.045,
    "foot_index": 0.075,
}
FAR_BIAS = {
    "hip": 0.10,
    "knee": 0.10,
    "ankle": 0.11,
    "heel": 0.12,
    "foot_index": 0.13,
}
OTHER_BIAS = 0.04
"""Systematic error of a keypoint, as a share of the torso's length: by how much
BlazePose and RTMPose differ on a treadmill runner, offset and what repeats with
the stride together (the hip less, since part of it is where they put it). The
leg away from a side camera was partly hidden there; two thirds are taken. The
attr ``keypoint_bias`` of the tracks multiplies it: 0 for exact points. Tracks with a
variable ``uncertainty``, the expected distance from the truth, say it themselves."""
LONGEST_FILLED_S = 0.07
"""A filled gap up to this long, one frame at 30 frames/s, may be read as twice as
noisy: a cubic misses a leg in swing by some 1 % of its length there. A longer one
is not a measurement."""
_FILLED_NOISE = 2.0
_MOST_MISSHAPEN = 0.25
"""With more frames misshapen than this share, the foot has no constant shape."""
_NOISE_TORSO = 0.015
"""Noise taken when the recording is too short to tell (BlazePose after
smoothing, same source)."""
_WELL_SEEN = 0.8
_MOST_SAMPLES, _FEWEST_KEPT = 150_000, 4
"""What was worked out of a recording is kept until it has so many samples together,
two minutes of all angles; of longer ones, of which all would take more memory than
anything else, at least so many of the last ones."""
_DISTANCE_TO_SD = 1.6
"""Mean distance from the truth in space, by the standard deviation of a coordinate:
for normal errors twice the root of 2 / pi."""

SMOOTHING = 3.5
"""What the low-pass took off a signal around contact, by what a second pass takes
off: the root mean square error of exact synthetic tracks after cleaning is 3.5 to
4 times that for the angles at contact (``validation/uncertainty.py``)."""

_Read = TypeVar("_Read")
_Key = TypeVar("_Key")

_SEGMENTS = tuple(
    (f"{side}_{start}", f"{side}_{end}")
    for side in SIDES
    for start, end in (
        ("shoulder", "hip"),
        ("hip", "knee"),
        ("knee", "ankle"),
        ("ankle", "heel"),
        ("heel", "foot_index"),
        ("shoulder", "elbow"),
        ("elbow", "wrist"),
    )
)


@dataclass(frozen=True)
class Signal:
    """A number at every frame.

    `noise` is the standard deviation from frame to frame, `shared` that of the
    error which comes again in every stride.
    """

    time_s: Floats
    value: Floats
    noise: Floats
    shared: Floats

    @cached_property
    def curve(self) -> Curve:
        """Return the value between frames."""
        return Curve(self.time_s, self.value)


@dataclass(frozen=True)
class Recording:
    """Points of one person on plain arrays.

    Parameters
    ----------
    time_s
        Shape (n_times,).
    points_px
        Shape (n_times, 2) each; NaN where nothing was measured.
    smoother_px
        The same, put a second time through the low-pass that cleaning used (the
        person's ``lowpass_hz``, a coordinate of the tracks): what that takes away
        tells how much the first time took. Without it nothing was smoothed.
    noise_px
        Standard deviation of either coordinate, shape (n_times,) each.
    bias_px
        Systematic error of either coordinate (one standard deviation).
    gait
        Steps and strides.
    scene
        How the person is seen.
    has_toe_tips
        Whether the keypoint of the toes is known to be their tip.

    """

    time_s: Floats
    points_px: dict[str, Floats]
    smoother_px: Mapping[str, Floats]
    noise_px: dict[str, Floats]
    bias_px: dict[str, float]
    gait: Gait
    scene: Scene
    has_toe_tips: bool = False
    _known: dict[tuple[str, ...], Any] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @classmethod
    def of(cls, tracks: xr.Dataset, events: pd.DataFrame, scene: Scene) -> Self:
        """Read clean tracks of one person and their events.

        Raises
        ------
        NotEnoughDataError
            If no foot was seen to touch down twice.

        """
        time_s = tracks["time"].to_numpy().astype(float)
        gait = Gait.of(events, float(np.median(np.diff(time_s))))
        points, filled_s = _measured(tracks, time_s)
        if scene.is_side_view:
            points, filled_s = _with_sound_feet(points, filled_s, time_s)
        torso_px = _torso_px(points)
        noise = _noise_px(points, time_s, gait, torso_px)
        return cls(
            time_s,
            points,
            _smoother(points, time_s, _lowpass_hz(tracks)),
            {name: _at_each_frame(noise[name], filled_s[name] > 0) for name in points},
            _bias_px(tracks, scene, torso_px),
            gait,
            scene,
            str(tracks.attrs.get("skeleton")) in TOE_TIPS,
        )

    def signal(
        self, function: Callable[..., Floats], keypoints: Sequence[str]
    ) -> Signal:
        """Return `function` of the points called `keypoints`, with its errors.

        What smoothing took off a quick movement comes again in every stride and
        is part of the shared error.
        """
        points = [self.points_px[name] for name in keypoints]
        value = function(*points)
        smoother = function(*(self.smoother_px[name] for name in keypoints))
        lost = SMOOTHING * (smoother - value)
        noise = [self.noise_px[name] for name in keypoints]
        bias = [np.full(self.time_s.shape, self.bias_px[name]) for name in keypoints]
        return Signal(
            self.time_s,
            value,
            uncertainty.propagated(function, points, noise),
            np.hypot(uncertainty.propagated(function, points, bias), lost),
        )

    def once(self, key: tuple[str, ...], read: Callable[[], _Read]) -> _Read:
        """Return what `read` gives, which is asked once for each `key`.

        Most angles are read by several metrics, and none changes. Of a long
        recording only the last ones are kept.
        """
        found: _Read = self._known.pop(key) if key in self._known else read()
        _keep(self._known, {key: found}, self.time_s.size)
        return found

    def both(self, name: str) -> tuple[str, ...]:
        """Return the left and right keypoint, or the one that is well seen.

        Their mean stands for the middle of the body. It must not jump when one
        of them is lost, so a side that is seen much less is left out throughout.
        """
        names = [f"{side}_{name}" for side in SIDES]
        seen = [np.isfinite(self.points_px[n]).all(axis=1).mean() for n in names]
        best = max(seen)
        return tuple(
            n
            for n, share in zip(names, seen, strict=True)
            if share >= _WELL_SEEN * best
        )

    def leg_px(self) -> tuple[float, float]:
        """Return the length of the leg, hip to knee to ankle, and its uncertainty.

        Median over both legs from the side. From behind a bent leg looks short;
        the 95th percentile is within some 6 % of the true length.

        Raises
        ------
        NotEnoughDataError
            If no leg was ever seen whole.

        """
        lengths = []
        for side in SIDES:
            hip, knee, ankle = (
                self.points_px[f"{side}_{name}"] for name in ("hip", "knee", "ankle")
            )
            lengths.append(
                np.linalg.norm(knee - hip, axis=1)
                + np.linalg.norm(ankle - knee, axis=1)
            )
        known = np.concatenate(lengths)
        if not np.nan_to_num(known).any():  # no point, or all in one place
            raise NotEnoughDataError("No leg was ever seen whole, hip to ankle.")
        length = float(np.nanpercentile(known, 50 if self.scene.is_side_view else 95))
        biases = [self.bias_px[f"{side}_hip"] for side in SIDES]
        return length, float(np.mean(biases))


def mean_point(*points: Floats) -> Floats:
    """Return the point in the middle of `points`, shape (n_times, 2)."""
    total: Floats = np.sum(points, axis=0)
    return total / len(points)


def _measured(
    tracks: xr.Dataset, time_s: Floats
) -> tuple[dict[str, Floats], dict[str, Floats]]:
    points, filled_s = {}, {}
    person = tracks.isel(individual=0).sel(space=["x", "y"])
    position = person["position"].transpose("keypoint", "time", "space").to_numpy()
    observed = person["observed"].transpose("keypoint", "time").to_numpy()
    for number, name in enumerate(person["keypoint"].to_numpy().tolist()):
        lasts_s = uncertainty.run_length_s(observed[number] == FILLED, time_s)
        guessed = lasts_s > LONGEST_FILLED_S
        points[name] = np.where(
            guessed[:, None], np.nan, position[number].astype(float)
        )
        filled_s[name] = lasts_s
    return points, filled_s


def _with_sound_feet(
    points: dict[str, Floats], filled_s: dict[str, Floats], time_s: Floats
) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Return the points without feet of a wrong shape; a short gap is filled.

    It is filled relative to the ankle, which moves least, and counts as filled.
    """
    points, filled_s = dict(points), dict(filled_s)
    for side in SIDES:
        names = [f"{side}_{name}" for name in ("ankle", "heel", "foot_index")]
        if not points.keys() >= set(names):
            continue
        ankle, *foot = (points[name] for name in names)
        wrong = misshapen(ankle, *foot)
        if not 0 < wrong.mean() <= _MOST_MISSHAPEN:
            continue
        for name in names[1:]:
            hung = np.where(wrong[:, None], np.nan, points[name] - ankle)
            unseen = np.asarray(np.isnan(hung).any(axis=1))
            lasts_s = np.where(wrong, uncertainty.run_length_s(unseen, time_s), 0.0)
            filled = interpolate(time_s, hung, wrong & (lasts_s <= LONGEST_FILLED_S))
            points[name] = np.where(wrong[:, None], filled + ankle, points[name])
            filled_s[name] = np.maximum(filled_s[name], lasts_s)
    return points, filled_s


def _lowpass_hz(tracks: xr.Dataset) -> float | None:
    return float(tracks["lowpass_hz"].item()) if "lowpass_hz" in tracks.coords else None


def _at_each_frame(noise_px: float, filled: NDArray[np.bool_]) -> Floats:
    if not filled.any():
        return np.broadcast_to(np.float64(noise_px), filled.shape)
    return np.where(filled, _FILLED_NOISE, 1.0) * noise_px


def _keep(known: dict[_Key, Any], more: dict[_Key, Any], n_times: int) -> None:
    """Add `more` to what is known, in place, and let go of the oldest beyond enough."""
    known |= more
    most = max(_FEWEST_KEPT, _MOST_SAMPLES // max(1, n_times))
    while len(known) > most:
        known.pop(next(iter(known)))


class _Smoother(Mapping[str, Floats]):
    """Points put through the low-pass once more, those that are asked for.

    Points that are missing in the same frames go through it together.
    """

    def __init__(
        self, points: dict[str, Floats], time_s: Floats, lowpass_hz: float
    ) -> None:
        self._points, self._time_s, self._lowpass_hz = points, time_s, lowpass_hz
        self._smooth: dict[str, Floats] = {}

    @cached_property
    def _groups(self) -> list[list[str]]:
        names = list(self._points)
        stacked = np.stack([self._points[name] for name in names], axis=1)
        return [[names[k] for k in group] for group in same_gaps(stacked)]

    def __getitem__(self, name: str) -> Floats:
        if name not in self._smooth:
            group = next(one for one in self._groups if name in one)
            columns = np.concatenate([self._points[one] for one in group], axis=1)
            smooth = lowpass_in_time(self._time_s, columns, self._lowpass_hz)
            found = zip(group, np.hsplit(smooth, len(group)), strict=True)
            _keep(self._smooth, dict(found), self._time_s.size)
        return self._smooth[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._points)

    def __len__(self) -> int:
        return len(self._points)


def _smoother(
    points: dict[str, Floats], time_s: Floats, lowpass_hz: float | None
) -> Mapping[str, Floats]:
    return points if lowpass_hz is None else _Smoother(points, time_s, lowpass_hz)


def _torso_px(points: dict[str, Floats]) -> float:
    for upper, lower, share in (("shoulder", "hip", 1.0), ("hip", "knee", 1.2)):
        lengths = [
            np.linalg.norm(
                points[f"{side}_{upper}"] - points[f"{side}_{lower}"], axis=1
            )
            for side in SIDES
            if f"{side}_{upper}" in points and f"{side}_{lower}" in points
        ]
        known = np.concatenate(lengths) if lengths else np.empty(0)
        if np.isfinite(known).any():
            return share * float(np.nanmedian(known))
    return float("nan")


def _noise_px(
    points: dict[str, Floats], time_s: Floats, gait: Gait, torso_px: float
) -> dict[str, float]:
    contacts = max(gait.contacts.values(), key=len)
    starts_s = np.array([event.time_s for event in contacts])
    phase = cycles.share_of_stride(time_s, starts_s, gait.usual_stride_s)
    known = uncertainty.point_noise(points, _SEGMENTS, phase)
    other = float(np.median(list(known.values()))) if known else _NOISE_TORSO * torso_px
    return {name: known.get(name, other) for name in points}


def _bias_px(tracks: xr.Dataset, scene: Scene, torso_px: float) -> dict[str, float]:
    """Return the systematic error of each keypoint, as the tracks say or as usual."""
    names = [str(name) for name in tracks["keypoint"].to_numpy()]
    if "uncertainty" in tracks:
        off = tracks["uncertainty"].median(["time", "individual"]).to_numpy()
        return dict(zip(names, (off / _DISTANCE_TO_SD).tolist(), strict=True))
    scale = float(tracks.attrs.get("keypoint_bias", 1.0)) * torso_px
    return {name: scale * _bias(name, scene) for name in names}


def _bias(keypoint: str, scene: Scene) -> float:
    side, _, joint = keypoint.partition("_")
    is_far = scene.is_side_view and side in SIDES and side != scene.view
    return (FAR_BIAS if is_far else NEAR_BIAS).get(joint, OTHER_BIAS)
