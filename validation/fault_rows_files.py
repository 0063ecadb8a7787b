"""Rows about files of other programs, damaged files, and settings."""

import io
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from fault_clips import Packing, make
from fault_rows import Act, Row, SkipError, command

from midstance.config import load_config
from midstance.errors import MidstanceError
from midstance.formats.choose import read_points
from midstance.formats.npz import load_npz
from midstance.formats.poses.openpose_json import read_openpose_json
from midstance.schema.events import load_events
from midstance.schema.foreign.subjects import read_subjects
from midstance.schema.tracks import load_tracks, path_of

Read = Callable[[Path], Any]

_SIX = "6 frames of LHip LKnee LAnkle; LAnkle first at 0.3, 0.08 m"
_UNIT = "refused: {} says {}; give the unit.…"
TRC = {
    "blank_name.trc": "6 frames of LHip point_2 LAnkle; LAnkle first at 0.3, 0.08 m",
    "bom_crlf.trc": _SIX,
    "comma_sep.trc": _SIX,
    "decimal_comma.trc": "refused: …has a decimal comma ('100,000'); export …",
    "duplicate_names.trc": (
        "6 frames of LHip LHip_2 LAnkle; LAnkle first at 0.3, 0.08 m"
    ),
    "labels_from_5.trc": _SIX,
    "latin1_path.trc": _SIX,
    "nan_text.trc": f"{_SIX}; 2 gaps",
    "numframes_wrong.trc": f"{_SIX}; Its header counts 999 frames; the table has 6.",
    "prefixed.trc": _SIX,
    "short_header.trc": _SIX,
    "space_separated.trc": _SIX,
    "time_offset.trc": f"{_SIX}; from 12.5 s",
    "time_rounded.trc": "refused: …0 s is followed by 0 s; export it with …",
    "units_M.trc": _SIX,
    "units_MM.trc": _SIX,
    "units_in.trc": "refused: …the unit 'in'…",
    "units_meters.trc": _SIX,
    "units_none.trc": "refused: …no unit…",
    "values_missing.trc": f"{_SIX}…",
    "zeros_as_gaps.trc": f"{_SIX}; 2 gaps",
}
C3D = {
    "long_70000.c3d": "70000 frames of …",
    "nan_gap.c3d": "… frames of …gaps…",
    "rate_59_94.c3d": "… frames of …; 59.94 Hz…",
    "units_empty.c3d": "refused: …no unit…",
    "units_m_upper.c3d": "… frames of …",
    "units_meters.c3d": "… frames of …",
    "utf8_label.c3d": "… frames of …LHüfte…",
    "zero_gap.c3d": "… frames of …gaps…",
}
OPENPOSE = {
    "op_ok": "12 moments, people 1 1 1 1 1 1 1 1 1 1 1 1",
    "op_nopad": "12 moments, people 1 1 1 1 1 1 1 1 1 1 1 1; nose moves one way",
    "op_two_trials": "refused: …",
    "op_pose2sim_halpe26": "… moments, people …; 26 keypoints…",
    "op_halpe26_kp": "… moments, people …; 26 keypoints…",
    "op_normalised": "refused: …",
    "op_trunc": "refused: …json…",
    "op_nobody_body": "… moments, people …0…",
}
TABLES = {
    **{
        f"events_{name}.csv": "left initial_contact 0.35, left toe_off 0.55"
        for name in ("bom", "casing", "comma_quoted", "semicolon")
    },
    "subjects_cm.csv": "run.mp4 height_m 1.78; …178 was taken for centimetres…",
    "subjects_semicolon.csv": "run.mp4 height_m 1.78",
    "subjects_cp1252.csv": "müller.mp4 height_m 1.78",
    "subjects_notes.csv": "run.mp4 height_m 1.78; …no setting is called notes…",
    "movement_frames.nc": "refused: …counts frames; give the rate…",
    "movement_nofps.nc": "refused: …counts frames; give the rate…",
    "movement_noconf.nc": "…says no confidence…",
}


def rows() -> Iterator[Row]:
    """Yield the rows about files and settings."""
    for group, cases, read in (
        ("case", TRC | C3D, _points),
        ("case", OPENPOSE, _openpose),
        ("case", TABLES, _table),
    ):
        for name, expected in cases.items():
            yield Row(group, name, expected, partial(_case, name=name, read=read))
    yield from _made()
    yield from _settings()


def _case(_folder: Path, name: str, read: Read) -> str:
    place = Path(os.environ.get("MIDSTANCE_DATA", "../shared/data")).parent / "cases"
    kind = "tables" if name in TABLES else "formats"
    path = place / kind / name
    if not path.exists():
        raise SkipError("the small inputs that failed somewhere are not here")
    return _said(read, path)


def _said(read: Read, path: Path) -> str:
    try:
        said = str(read(path))
    except MidstanceError as error:
        said = f"refused: {error}"
    return said.replace(f"{path.parent}/", "")


def _points(path: Path) -> str:
    tracks = read_points(path)
    names = tracks["keypoint"].to_numpy().tolist()
    said = f"{tracks.sizes['time']} frames of {' '.join(names)}"
    if "LAnkle" in names:
        x, y = path_of(tracks, "LAnkle")[0, [0, 2]].round(6).tolist()
        said += f"; LAnkle first at {x:g}, {y:g} m"
    n_gaps = int(np.isnan(tracks["position"].to_numpy()).any(axis=1).sum())
    said += f"; {n_gaps} gaps" if n_gaps else ""
    start_s = float(tracks["time"][0])
    said += f"; from {start_s:g} s" if start_s > 1 else ""
    fps = tracks.attrs["fps"]
    said += f"; {fps:.2f} Hz" if abs(fps - round(fps)) > 0.01 else ""
    notes = tracks.attrs.get("notes", "")
    return f"{said}; {notes}" if notes else said


def _openpose(path: Path) -> str:
    poses, skeleton = read_openpose_json(path)
    counts = " ".join(str(pose.n_people) for pose in poses)
    said = f"{len(poses)} moments, people {counts}"
    if all(pose.n_people for pose in poses):
        steps = np.diff([pose.xy_px[0, 0, 0] for pose in poses])
        said += "; nose moves one way" * bool((steps > 0).all() or (steps < 0).all())
    n_keypoints = len(skeleton.keypoints)
    return said + (f"; {n_keypoints} keypoints" if n_keypoints == 26 else "")


def _table(path: Path) -> str:
    if path.suffix == ".nc":
        return str(load_tracks(path).attrs.get("notes", "read"))
    if path.name.startswith("subjects"):
        found, notes = read_subjects(path)
        said = [
            f"{name} {key} {value}"
            for name, row in found.items()
            for key, value in row.settings.items()
        ]
        return "; ".join([*said, *notes])
    events = load_events(path)[["side", "event", "time_s"]]
    return ", ".join(
        f"{side} {event} {at_s:g}"
        for side, event, at_s in events.itertuples(index=False)
    )


def _first_of_folder(path: Path) -> str:
    return str(read_openpose_json(path.parent))


def _made() -> Iterator[Row]:
    deep = b"[" * 200_000
    nested = "refused: …nested too deeply…"
    for name, content, read, expected in (
        ("events.csv", b"\xff\xfe\x00\xd8" * 50, load_events, "refused: …"),
        ("events.csv", b'a,"' + b"x" * 200_000, load_events, "refused: …"),
        ("run.toml", b"a = " + deep, load_config, nested),
        ("run.toml", b"\xff", load_config, "refused: …no text in UTF-8."),
        (
            "a_000000000000_keypoints.json",
            deep,
            _first_of_folder,
            nested,
        ),
        ("a.c3d", bytes(512), read_points, "refused: …"),
        ("a.c3d", b"\x02\x50" + b"\xff" * 510, read_points, "refused: …"),
        ("a.trc", b"PathFileType\t4\n" + b"9" * 5000, read_points, "refused: …"),
        ("a.nc", b"\x89HDF\r\n\x1a\n" + bytes(2000), load_tracks, "refused: …"),
        ("a.npz", b"PK\x03\x04" + bytes(100), _arrays, "refused: …"),
        ("a.npz", _bomb(), _arrays, "refused: …would unpack to 0.3 GB…"),
        ("a.npz", _boaster(), _arrays, "refused: …claims 800000000000 bytes, and …"),
        ("tracks.nc", _empty_tracks(), load_tracks, "refused: …"),
    ):
        given = f"{name}: {_in_words(content)}"
        yield Row("hostile", given, expected, _given(name, content, read))


def _in_words(content: bytes) -> str:
    return f"{len(content)} bytes, {content[:8]!r} ..."


def _given(name: str, content: bytes, read: Read) -> Act:
    def act(folder: Path) -> str:
        (folder / name).write_bytes(content)
        return _said(read, folder / name)

    return act


def _arrays(path: Path) -> str:
    return f"read {sorted(load_npz(path, 'packed arrays'))}"


def _bomb() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("a.npy", bytes(300 << 20))
    return held.getvalue()


def _boaster() -> bytes:
    inside, held = io.BytesIO(), io.BytesIO()
    header = {"descr": "<f8", "fortran_order": False, "shape": (100_000_000_000,)}
    np.lib.format.write_array_header_1_0(inside, header)
    with zipfile.ZipFile(held, "w") as package:
        package.writestr("a.npy", inside.getvalue() + bytes(80))
    return held.getvalue()


def _empty_tracks() -> bytes:
    return bytes(xr.Dataset().to_netcdf(engine="h5netcdf"))


def _settings() -> Iterator[Row]:
    for option, values in {
        "--height-m": ("nan", "inf", "178"),
        "--mass-kg": ("nan", "-inf"),
        "--speed-m-s": ("inf", "0"),
        "--slow-motion": ("nan", "inf", "0"),
        "--start-s": ("nan", "-1"),
        "--end-s": ("inf",),
        "--known-length": ("1,2,3,nan=1", "1,2,300,4=inf"),
        "--floor": ("0,inf,9,9",),
        "--focal-px": ("nan",),
        "--pose-param": ("max_people=nan",),
    }.items():
        for value in values:
            yield Row(
                *("setting", f"{option} {value}", "2: …; out: nothing"),
                partial(_with_option, option=option, value=value),
            )
    for text in ("height_m = nan", "height_m = inf", "hight_m = 1.8"):
        expected = "2: …height_m…; out: nothing"
        given = f"settings file: {text}"
        yield Row("setting", given, expected, partial(_with_file, text=text))
    said = "holds a damaged analysis…"
    yield Row("setting", "∞ in analysis.json", f"2: …{said}", _infinite_results)


def _with_option(folder: Path, option: str, value: str) -> str:
    video = make(folder, Packing())
    out = folder / "out"
    came = command("analyze", video, "-o", out, option, value, folder=folder)
    return f"{came}; out: {'something' if out.exists() else 'nothing'}"


def _with_file(folder: Path, text: str) -> str:
    (folder / "run.toml").write_text(f"[subject]\n{text}\n")
    return _with_option(folder, "--config", str(folder / "run.toml"))


def _infinite_results(folder: Path) -> str:
    import midstance as ms

    out = ms.example().save(folder / "out")
    facts = json.loads((out / "analysis.json").read_text("utf-8"))
    facts["config"]["subject"]["height_m"] = float("inf")
    (out / "analysis.json").write_text(json.dumps(facts), "utf-8")
    return command("verify", out, folder=folder)
