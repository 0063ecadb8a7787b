"""One valid file for every reader, and what reads it."""

import io
import json
import pickle
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pandas as pd

from midstance.config import load_config
from midstance.formats.base import CurvesFormat, Told, formats
from midstance.formats.datasets.mpii_json import read_mpii_json
from midstance.formats.datasets.pose_samples import read_pose_samples
from midstance.formats.motion.c3d import read_c3d_events
from midstance.formats.motion.plate_trial import read_plate_trial
from midstance.formats.pose_log import load_pose_log, save_pose_log
from midstance.schema.edits import load_edits, make_edits, save_edits
from midstance.schema.events import load_events, make_events, save_events
from midstance.schema.foreign.subjects import read_subjects
from midstance.schema.poses import FramePoses
from midstance.schema.skeletons import H36M_17, HALPE_26
from midstance.schema.tracks import make_tracks

TOLD = Told(rate_hz=50.0, unit="mm", skeleton="h36m-17")


@dataclass(frozen=True)
class Sample:
    """A file as it should be.

    Parameters
    ----------
    name
        Of the file.
    content
        Its bytes.
    read
        Reads it; returns what it holds.

    """

    name: str
    content: bytes = field(repr=False)
    read: Callable[[Path], Any]


def tracks(n_axes: int, n_people: int = 1) -> Any:
    skeleton = H36M_17 if n_axes == 3 else HALPE_26
    size = (6, n_axes, len(skeleton.keypoints), n_people)
    place = np.random.default_rng(3).uniform(0.2, 0.9, size) * (
        900 if n_axes == 2 else 1
    )
    place[2, :, 4] = np.nan
    return make_tracks(
        place,
        np.where(np.isnan(place[:, 0]), np.nan, 0.8),
        0.5 + np.arange(6) / 50.0,
        keypoints=skeleton.keypoints,
        individuals=[f"person-{n}" for n in range(1, n_people + 1)],
        space_unit="px" if n_axes == 2 else "m",
        attrs={"image_width_px": 1000, "image_height_px": 1000},
    )


class Samples(dict[str, Sample]):
    """Samples by name, which a failing test need not print."""

    def __repr__(self) -> str:
        return "samples"


def samples(folder: Path) -> Samples:
    """Return a sample for every reader of files, by what it is called."""
    folder.mkdir(parents=True, exist_ok=True)
    found = {}
    for name in formats.names():
        found |= _of_format(name, folder)
    found |= _qtm(folder) | _detectron2(folder) | _tables(folder) | _deeplabcut()
    found |= _deeplabcut_h5(folder) | _json_poses()
    return Samples(found | _others(folder))


def _of_format(name: str, folder: Path) -> dict[str, Sample]:
    one = formats.get(name)()
    if not (one.can_read() and one.can_write()):
        return {}
    path = folder / f"a{one.extensions[0] if one.extensions else ''}"
    if isinstance(one, CurvesFormat):
        one.write(
            pd.DataFrame({"a": np.arange(5.0), "b": 2.0}, index=np.arange(5) / 9), path
        )
    else:
        one.write(tracks(one.holds.axes[-1], 2 if one.holds.people else 1), path)
    if path.is_dir():
        first = min(path.iterdir())
        return {
            name: Sample(
                f"{path.name}/{first.name}",
                first.read_bytes(),
                lambda file: one.read(file.parent, TOLD),
            )
        }
    return {
        name: Sample(path.name, path.read_bytes(), lambda file: one.read(file, TOLD))
    }


def _qtm(folder: Path) -> dict[str, Sample]:
    (folder / "labels").write_text("a\nb\n", "utf-8")
    told = Told(rate_hz=50.0, labels=folder / "labels")
    content = b"1,2,3,4,5,6\n7,8,9,0,0,0\n"
    read = formats.get("qtm")().read
    return {"qtm": Sample("a.txt", content, lambda file: read(file, told))}


def _detectron2(folder: Path) -> dict[str, Sample]:
    # Never trusted here: what would be pickled in a changed file could be anything.
    np.savez(
        folder / "d.npz",
        boxes=np.empty(1, object),
        keypoints=np.empty(1, object),
        metadata=np.array({"w": 1, "h": 1}, object),
    )
    read = formats.get("detectron2")().read
    content = (folder / "d.npz").read_bytes()
    return {"detectron2": Sample("d.npz", content, lambda file: read(file, TOLD))}


def _deeplabcut() -> dict[str, Sample]:
    names = b"scorer,n,n,n\nbodyparts,hip,hip,hip\ncoords,x,y,likelihood\n"
    content = names + b"0,1,2,0.5\n1,,,\n2,3,4,0.25\n"
    read = formats.get("deeplabcut")().read
    return {"deeplabcut": Sample("d.csv", content, lambda file: read(file, TOLD))}


def _deeplabcut_h5(folder: Path) -> dict[str, Sample]:
    columns = [
        ("net", part, coord)
        for part in ("hip", "knee")
        for coord in ("x", "y", "likelihood")
    ]
    rows = np.zeros(3, [("index", "<i8"), ("values_block_0", "<f8", (6,))])
    rows["index"] = np.arange(3)
    rows["values_block_0"] = 0.5
    with h5py.File(folder / "d.h5", "w") as file:
        file["df_with_missing/table"] = rows
        kind = np.bytes_(pickle.dumps(columns, protocol=0))
        file["df_with_missing/table"].attrs["values_block_0_kind"] = kind
    read = formats.get("deeplabcut-h5")().read
    content = (folder / "d.h5").read_bytes()
    return {"deeplabcut-h5": Sample("d.h5", content, lambda file: read(file, TOLD))}


def _json_poses() -> dict[str, Sample]:
    body = [{"x": 0.25, "y": 0.5, "z": 0.1, "visibility": 0.8} for _ in range(33)]
    landmarks = json.dumps([{"pose_landmarks": [body], "timestamp_ms": 20}]).encode()
    person = {"image_id": "1.jpg", "keypoints": [0.5, 2.0, 0.9] * 17, "score": 2.0}
    people = json.dumps([person, {**person, "image_id": "3.jpg"}]).encode()
    table = b"track,frame_idx,instance.score,hip.x,hip.y,hip.score\na,0,0.9,1,2,0.5\n"
    told = Told(rate_hz=50.0, image_size_px=(640, 480))
    contents = {"mediapipe": landmarks, "alphapose": people, "sleap-csv": table}

    def reads(name: str) -> Callable[[Path], Any]:
        return lambda file: formats.get(name)().read(file, told)

    return {
        name: Sample("p.csv" if name == "sleap-csv" else "p.json", content, reads(name))
        for name, content in contents.items()
    }


def _tables(folder: Path) -> dict[str, Sample]:
    nan = float("nan")
    save_events(
        make_events(
            [
                ("anna", "left", "initial_contact", 0.4, 0.01, "truth"),
                ("anna", "right", "toe_off", 0.6, nan, "manual"),
            ]
        ),
        folder / "events.csv",
    )
    save_edits(
        make_edits(
            [
                ("anna", "left", "toe_off", "add", 1.25, nan),
                ("anna", "left", "toe_off", "move", 2.0, 2.1),
            ]
        ),
        folder / "edits.csv",
    )
    subjects = b"video,height_m,view,notes\na.mp4,1.78,left,none\nb.mp4,,,\n"
    settings = (
        b'people = "all"\n[subject]\nheight_m = 1.8\nview = "left"\n'
        b"[clip]\nstart_s = 1.0\nend_s = 3.5\n"
    )
    return {
        "events": Sample("e.csv", (folder / "events.csv").read_bytes(), load_events),
        "edits": Sample("e.csv", (folder / "edits.csv").read_bytes(), load_edits),
        "subjects": Sample("s.csv", subjects, read_subjects),
        "settings": Sample("s.toml", settings, load_config),
    }


def _others(folder: Path) -> dict[str, Sample]:
    c3d = formats.get("c3d")()
    c3d.write(tracks(3), folder / "b.c3d")
    pose = FramePoses(np.ones((1, 3, 2), np.float32), np.ones((1, 3), np.float32))
    save_pose_log([(0.0, pose), (0.1, pose)], folder / "log.npz", key="k")
    return {
        "c3d-events": Sample("b.c3d", (folder / "b.c3d").read_bytes(), read_c3d_events),
        "pose-log": Sample(
            "log.npz",
            (folder / "log.npz").read_bytes(),
            lambda file: load_pose_log(file, key="k"),
        ),
        "plate-trial": Sample("p.npz", _plate_trial(), read_plate_trial),
        "mpii-json": Sample("m.json", _mpii_json(), read_mpii_json),
        "pose-samples": Sample("p.csv", _pose_samples(), read_pose_samples),
    }


def _plate_trial() -> bytes:
    held = io.BytesIO()
    np.savez_compressed(
        held,
        scale_m=1e-4,
        origin_m=np.zeros(3),
        rate_hz=100.0,
        keypoint=np.array(["left_heel", "right_heel"]),
        position_m=np.ones((4, 2, 3), np.int16),
        event_side=np.array(["left"]),
        event=np.array(["toe_off"]),
        event_time_s=np.array([0.02]),
        about=json.dumps({"person": "p1"}),
    )
    return held.getvalue()


def _mpii_json() -> bytes:
    row = {
        "image": "a.jpg",
        "joints": [[float(k), 2.0 * k] for k in range(1, 17)],
        "joints_vis": [1] * 16,
        "center": [50.0, 60.0],
        "scale": 1.5,
    }
    return json.dumps([row, row]).encode()


def _pose_samples() -> bytes:
    rows = [
        ",".join(["a.jpg", "up", *(f"{0.5 * k:.2f}" for k in range(99))])
        for _ in range(2)
    ]
    return ("\n".join(rows) + "\n").encode()
