"""Text export of Qualisys Track Manager, and joints from its markers."""

from pathlib import Path

import numpy as np
import xarray as xr

from midstance.errors import FormatError, MissingSettingError, SchemaError
from midstance.files import read_text, reading
from midstance.formats.base import Holds, Told, TracksFormat, formats, positive_rate
from midstance.formats.points import as_tracks
from midstance.kernels.geometry.rotations import about_z, turned
from midstance.kernels.types import Array
from midstance.schema.skeletons import RUNNING_18
from midstance.schema.tracks import make_tracks, path_of, require_keypoints

_SIDES = (("left", "L", -1.0), ("right", "R", 1.0))
_NUMBERS = b"0123456789+-.,eENna \t\r\n\x00"
_HEADBAND_ABOVE_EARS_M = 0.04
_LEG_PART = 0.491
"""Hip to ankle over the body height (Drillis & Contini 1966)."""


@formats.register("qtm")
class QtmText(TracksFormat):
    """Markers in 3D, one row a marker."""

    label = "Text of Qualisys Track Manager"
    extensions = (".txt",)
    holds = Holds(axes=(3,), clock="none", starts=False)
    needs = ("labels", "rate_hz")

    def is_one(self, path: Path, head: bytes) -> bool:
        """Return whether it is text that begins with numbers alone."""
        is_named = path.suffix.lower() in self.extensions
        return is_named and bool(head) and not head.strip(_NUMBERS)

    def read(self, path: Path, told: Told) -> xr.Dataset:
        """Return the markers; see `read_qtm_text`."""
        if told.labels is None:
            raise MissingSettingError(
                f"{path} does not name its markers; give a file with the names "
                "(labels), one a line.",
                "labels",
            )
        rate_hz = told.required_rate_hz(path)
        return read_qtm_text(path, told.labels, rate_hz=rate_hz)


def read_qtm_text(path: Path, labels: Path, *, rate_hz: float) -> xr.Dataset:
    """Read marker trajectories from a text export.

    Parameters
    ----------
    path
        One row a marker: x, y and z (mm) of the first frame, of the second, and
        so on, separated by commas, tabs or blanks. A gap is 0, 0, 0 or NaN.
    labels
        Names of the markers, one a line, in the order of the rows.
    rate_hz
        Frames per second; the export does not say it.

    Returns
    -------
    xarray.Dataset
        Tracks in m of one person, as measured (the laboratory's axes); gaps are
        NaN.

    Raises
    ------
    FormatError
        If rows, labels and columns do not fit together.

    """
    names = _lines(labels)
    rows = [line.replace(",", " ").split() for line in _lines(path)]
    lengths = {len(row) for row in rows}
    if len(rows) != len(names) or len(lengths) != 1 or min(lengths) % 3 or not names:
        raise FormatError(
            f"{path} must have one row for each of the {len(names)} labels, with x, y "
            f"and z of every frame; got {len(rows)} rows of {sorted(lengths)} numbers."
        )
    with reading(path, "a text of numbers only, with decimal points"):
        numbers = np.array(rows, dtype=float)
    places = numbers.reshape(len(names), -1, 3) / 1000.0
    return as_tracks(
        places.transpose(1, 0, 2)[:, None],
        np.arange(places.shape[1]) / positive_rate(rate_hz),
        keypoints=names,
        unit="m",
        attrs={"source_software": "Qualisys Track Manager", "source_file": path.name},
    )


def _lines(path: Path) -> list[str]:
    text = read_text(path, "a text", fallback="cp1252")
    return [line.strip() for line in text.splitlines() if line.strip()]


def running_joints(markers: xr.Dataset) -> xr.Dataset:
    """Return the 18 points of the running skeleton from 45 markers.

    Knees, ankles, elbows and wrists lie midway between their inner and outer
    marker. Hips follow from the front and back of the pelvis (Harrington et al.
    2007, J Biomech 40:595), with the marker at the back taken for the middle of
    the posterior spines. Shoulder joints lie below the acromion by 17 % of the
    distance between the acromions (Rab et al. 2002, Gait Posture 15:158). The
    head is 4 cm below the headband: midway between the ears. ``heel`` is the
    marker at its back, ``foot_index`` the one at the second toe's joint, some way
    behind the tip of the shoe that pose networks mark.

    Parameters
    ----------
    markers
        Tracks in m with z up, as `read_qtm_text` returns them.

    Returns
    -------
    xarray.Dataset
        Turned about z so that on average the person faces x. A joint is NaN where
        one of its markers is. Attr ``height_m`` is estimated from the length of
        the legs.

    Raises
    ------
    SchemaError
        If a marker is missing.

    """
    own = _joints(markers)
    thigh, shank = (
        np.linalg.norm(own[f"left_{a}"] - own[f"left_{b}"], axis=-1)
        for a, b in (("hip", "knee"), ("knee", "ankle"))
    )
    left = np.nanmean(own["left_hip"] - own["right_hip"], axis=0)
    if not np.isfinite(left).all():
        raise SchemaError("The hips must be seen in at least one frame, got none.")
    turn = about_z(-np.arctan2(-left[0], left[1]))
    position = np.stack([turned(turn, own[n]) for n in RUNNING_18.keypoints], axis=-1)
    seen = np.isfinite(position).all(axis=1)
    return make_tracks(
        position[..., None],
        np.where(seen, 1.0, np.nan)[..., None],
        markers["time"].to_numpy(),
        keypoints=RUNNING_18.keypoints,
        space_unit="m",
        attrs={
            **markers.attrs,
            "skeleton": RUNNING_18.name,
            "height_m": float(np.nanmedian(thigh + shank)) / _LEG_PART,
        },
    )


def _joints(markers: xr.Dataset) -> dict[str, Array]:
    def at(name: str) -> Array:
        require_keypoints(markers, name)
        return path_of(markers, name)

    own: dict[str, Array] = {}
    front_left, front_right, back = (
        at("WaistLFront"),
        at("WaistRFront"),
        at("WaistBack"),
    )
    own |= _hips(front_left, front_right, back)
    top = 0.5 * (at("LShoulderTop") + at("RShoulderTop"))
    up = _unit(top - 0.5 * (own["left_hip"] + own["right_hip"]))
    width = np.nanmedian(_length(at("LShoulderTop") - at("RShoulderTop")))
    for side, letter, _ in _SIDES:
        own[f"{side}_shoulder"] = at(f"{letter}ShoulderTop") - 0.17 * width * up
        for joint in ("Elbow", "Wrist", "Knee", "Ankle"):
            inner, outer = at(f"{letter}{joint}In"), at(f"{letter}{joint}Out")
            own[f"{side}_{joint.lower()}"] = 0.5 * (inner + outer)
        own[f"{side}_heel"] = at(f"{letter}HeelBack")
        own[f"{side}_foot_index"] = at(f"{letter}Forefoot2")
    own["neck"] = 0.5 * (own["left_shoulder"] + own["right_shoulder"])
    band = 0.5 * (at("HeadL") + at("HeadR"))
    above = _unit(np.cross(at("HeadFront") - band, at("HeadL") - at("HeadR")))
    own["head"] = band - _HEADBAND_ABOVE_EARS_M * above
    return own


def _hips(front_left: Array, front_right: Array, back: Array) -> dict[str, Array]:
    middle = 0.5 * (front_left + front_right)
    width = np.nanmedian(_length(front_left - front_right))
    depth = np.nanmedian(_length(middle - back))
    right = _unit(front_right - front_left)
    ahead = middle - back
    ahead = _unit(ahead - (ahead * right).sum(axis=-1, keepdims=True) * right)
    up = np.cross(right, ahead)
    centre = middle - (0.24 * depth + 0.0099) * ahead - (0.30 * width + 0.0109) * up
    out = (0.33 * width + 0.0073) * right
    return {f"{side}_hip": centre + sign * out for side, _, sign in _SIDES}


def _length(vectors: Array) -> Array:
    return np.asarray(np.linalg.norm(vectors, axis=-1))


def _unit(vectors: Array) -> Array:
    return vectors / _length(vectors)[:, None]
