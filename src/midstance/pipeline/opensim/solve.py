"""Inverse kinematics of lifted people, run by OpenSim's own tool."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from midstance.errors import NotEnoughDataError, SchemaError
from midstance.formats.motion.mot import read_mot, write_mot
from midstance.formats.motion.trc import write_trc
from midstance.pipeline.opensim.lengths import BodyLengths, measure_lengths
from midstance.pipeline.opensim.model import load_opensim, make_model, markers
from midstance.schema.skeletons import RUNNING_18
from midstance.schema.tracks import individuals

MODEL, MARKERS, ANGLES = "model.osim", "markers.trc", "angles.mot"
SETUP, ERRORS = "inverse_kinematics.xml", "marker_errors.csv"
_ARM_WEIGHT = 0.5
"""Wrists and elbows are lifted half as well as legs, and move no leg."""
_TRUNK = ("left_hip", "right_hip", "left_shoulder", "right_shoulder")
_POINTS = {
    "hip": (*_TRUNK, "{}_knee"),
    "knee": ("{}_hip", "{}_knee", "{}_ankle"),
    "ankle": ("{}_knee", "{}_ankle", "{}_heel", "{}_foot_index"),
    "arm": (*_TRUNK, "{}_elbow"),
    "elbow": ("{}_shoulder", "{}_elbow", "{}_wrist"),
}
_SIDE_OF = {"l": "left", "r": "right"}


@dataclass(frozen=True)
class Kinematics:
    """What OpenSim found.

    Parameters
    ----------
    angles
        Coordinates of the model in degrees (places in m), by time in s; NaN where a
        point that a coordinate rests on was not seen.
    marker_errors_m
        Root mean square distance of the markers from those of the model, and the
        largest, by time.
    body
        Lengths to which the model was scaled.

    """

    angles: pd.DataFrame
    marker_errors_m: pd.DataFrame
    body: BodyLengths


def solve(
    tracks_3d: xr.Dataset, folder: Path, *, mass_kg: float | None = None
) -> Kinematics:
    """Scale the model to one person, fit it to every frame, and write what came out.

    Parameters
    ----------
    tracks_3d
        In m, x forward, y left, z up, with the points of the running skeleton, of
        one person; the lifting gives them so.
    folder
        Where the scaled model, the markers, the set-up of OpenSim's tool (it can be
        opened there), the angles and the errors of the markers are written.
    mass_kg
        Body mass, for what somebody does with the model later.

    Raises
    ------
    ConfigError
        If the opensim package is not installed.
    SchemaError
        If these are not 3D tracks of one person with those points.
    NotEnoughDataError
        If a segment is never seen, or OpenSim finds no posture.

    """
    opensim = load_opensim()
    _require_person(tracks_3d)
    body = measure_lengths(tracks_3d)
    kept = tracks_3d.isel(time=np.flatnonzero(_seen(tracks_3d, _TRUNK)))
    if kept.sizes["time"] < 2:
        raise NotEnoughDataError(
            "Inverse kinematics needs hips and shoulders in two frames or more, got "
            f"{kept.sizes['time']}; lift a longer recording."
        )
    folder.mkdir(parents=True, exist_ok=True)
    model = make_model(body, mass_kg=mass_kg)
    model.printToXML(str(folder / MODEL))
    named = {point: name for name, (point, _, _) in markers(body).items()}
    seen = kept.sel(keypoint=list(named)).assign_coords(keypoint=list(named.values()))
    write_trc(seen, folder / MARKERS)
    # The tool leaves its files where it likes, so it gets a folder for itself.
    found, errors = _run(opensim, model, folder, kept["time"].to_numpy())
    angles = _without_unseen(found.reindex(tracks_3d["time"].to_numpy()), tracks_3d)
    write_mot(angles, folder / ANGLES)
    errors.to_csv(folder / ERRORS, index_label="time_s", float_format="%.5g")
    return Kinematics(angles, errors, body)


def _require_person(tracks_3d: xr.Dataset) -> None:
    names = [str(name) for name in tracks_3d["keypoint"].to_numpy()]
    absent = [name for name in RUNNING_18.keypoints if name not in names]
    absent = [name for name in absent if name != "head"]
    people = individuals(tracks_3d)
    unit = tracks_3d["position"].attrs.get("space_unit")
    if tracks_3d.sizes["space"] != 3 or unit != "m" or len(people) != 1:
        raise SchemaError(
            "Inverse kinematics needs 3D tracks of one person in m, got "
            f"{tracks_3d.sizes['space']}D in {unit!r} of {people}; lift the tracks, "
            "and choose one person."
        )
    if absent:
        raise SchemaError(
            f"Inverse kinematics needs the points of the running skeleton, and "
            f"{absent} are not there; lift the tracks of a video."
        )


def _seen(tracks_3d: xr.Dataset, names: tuple[str, ...]) -> NDArray[np.bool_]:
    place = tracks_3d["position"].isel(individual=0).sel(keypoint=list(names))
    there: NDArray[np.bool_] = place.notnull().all(dim=("space", "keypoint")).to_numpy()
    return there


def _run(
    opensim: Any,  # noqa: ANN401
    model: Any,  # noqa: ANN401
    folder: Path,
    time_s: NDArray[np.float64],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Run OpenSim's tool on the files of the folder; return angles and errors."""
    tool = opensim.InverseKinematicsTool()
    tool.setName("midstance")
    tool.set_model_file(MODEL)
    tool.setMarkerDataFileName(MARKERS)
    tool.setStartTime(float(time_s[0]) - 1e-6)
    tool.setEndTime(float(time_s[-1]) + 1e-6)
    tool.setOutputMotionFileName(ANGLES)
    tool.setResultsDir(".")
    tasks = tool.upd_IKTaskSet()
    for name in markers():
        task = opensim.IKMarkerTask()
        task.setName(name)
        task.setApply(True)
        is_arm = name.endswith(("Elbow", "Wrist"))
        task.setWeight(_ARM_WEIGHT if is_arm else 1.0)
        tasks.cloneAndAppend(task)
    tool.printToXML(str(folder / SETUP))
    tool.setMarkerDataFileName(str(folder / MARKERS))
    tool.setOutputMotionFileName(str(folder / ANGLES))
    tool.setResultsDir(str(folder))
    tool.setModel(model)
    with _quiet():
        is_solved = tool.run()
    if not is_solved:
        raise NotEnoughDataError(
            "OpenSim found no posture that fits the markers; look at the lifted tracks."
        )
    angles = read_mot(folder / ANGLES)
    said = folder / "midstance_ik_marker_errors.sto"
    lines = said.read_text("utf-8").splitlines()
    start = lines.index("endheader") + 1
    table = np.array([line.split() for line in lines[start + 1 :]], dtype=float)
    names = lines[start].split()
    said.unlink()
    errors = pd.DataFrame(
        {
            "root_mean_square_m": table[:, names.index("marker_error_RMS")],
            "largest_m": table[:, names.index("marker_error_max")],
        },
        index=time_s,
    )
    return angles.set_axis(time_s, axis="index"), errors


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what OpenSim prints past Python away from what a command answers."""
    sys.stdout.flush()
    kept = os.dup(1)
    try:
        with Path(os.devnull).open("w") as nowhere:
            os.dup2(nowhere.fileno(), 1)
            yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


def _without_unseen(angles: pd.DataFrame, tracks_3d: xr.Dataset) -> pd.DataFrame:
    """Return angles that are NaN where a point they rest on was not seen."""
    shown = angles.copy()
    for name in angles.columns:
        points = _POINTS.get(name.partition("_")[0], _TRUNK)
        side = _SIDE_OF.get(name.rpartition("_")[2], "")
        if name.startswith("hip_rotation"):
            points = (*points, "{}_ankle", "{}_heel", "{}_foot_index")
        needed = tuple(point.format(side) for point in points)
        shown.loc[~_seen(tracks_3d, needed), name] = np.nan
    return shown
