"""`midstance convert`: between file formats."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    import xarray as xr

_READS = ".nc, .trc, .c3d, .txt (QTM), .npz (VideoPose3D, or Detectron2's poses)"
_WRITES = ".nc, .trc, .c3d, .mot (joint angles), .npz (VideoPose3D)"


def convert(
    source: Annotated[Path, typer.Argument(help=f"Tracks: {_READS}.")],
    out: Annotated[Path, typer.Argument(help=f"File to write: {_WRITES}.")],
    *,
    person: Annotated[
        str | None, typer.Option(help="Whose tracks, when there are several people.")
    ] = None,
    labels: Annotated[
        Path | None, typer.Option(help="QTM: the file with the names of the markers.")
    ] = None,
    rate_hz: Annotated[
        float | None, typer.Option(help="Frame rate, where the file does not say it.")
    ] = None,
    skeleton: Annotated[
        str | None, typer.Option(help="Skeleton of VideoPose3D's 3D file.")
    ] = None,
    joints: Annotated[
        bool, typer.Option("--joints", help="QTM: 18 joints instead of the markers.")
    ] = False,
    trust: Annotated[
        bool,
        typer.Option("--trust", help="An .npz of others: run the code pickled in it."),
    ] = False,
) -> None:
    """Convert tracks from one file format to another."""
    tracks = _read(source, labels, rate_hz, skeleton, joints=joints, trust=trust)
    if person is not None:
        tracks = _only(tracks, person)
    _write(tracks, out)
    typer.echo(str(out))


def _read(
    source: Path,
    labels: Path | None,
    rate_hz: float | None,
    skeleton: str | None,
    *,
    joints: bool,
    trust: bool,
) -> "xr.Dataset":
    from midstance.errors import ConfigError, FormatError
    from midstance.formats.motion import c3d, qtm, trc
    from midstance.formats.poses import videopose3d
    from midstance.formats.poses.detectron2 import is_detectron2
    from midstance.schema.skeletons import get_skeleton
    from midstance.schema.tracks import load_tracks

    kind = source.suffix.lower()
    if kind == ".txt":
        if labels is None or rate_hz is None:
            raise ConfigError("A QTM text needs --labels and --rate-hz; give both.")
        markers = qtm.read_qtm_text(source, labels, rate_hz=rate_hz)
        return qtm.running_joints(markers) if joints else markers
    if kind == ".npz" and is_detectron2(source):
        if rate_hz is None:
            raise ConfigError("Detectron2's poses need --rate-hz; give it.")
        return _linked(source, rate_hz, trust=trust)
    if kind == ".npz" and skeleton is not None:
        if rate_hz is None:
            raise ConfigError("A 3D file of VideoPose3D needs --rate-hz; give it.")
        return videopose3d.read_3d(
            source, get_skeleton(skeleton), rate_hz=rate_hz, trusted=trust
        )
    readers: dict[str, Callable[[Path], xr.Dataset]] = {
        ".nc": load_tracks,
        ".trc": trc.read_trc,
        ".c3d": c3d.read_c3d,
        ".npz": lambda path: videopose3d.read_2d(path, trusted=trust),
    }
    if kind not in readers:
        raise FormatError(f"Cannot read {source}; give one of {_READS}.")
    return readers[kind](source)


def _linked(source: Path, rate_hz: float, *, trust: bool) -> "xr.Dataset":
    from midstance.formats.poses.detectron2 import SKELETON, read_detectron2
    from midstance.tracking.link import link

    poses, (width_px, height_px) = read_detectron2(source, trusted=trust)
    attrs = {
        "source_software": "Detectron2",
        "image_width_px": width_px,
        "image_height_px": height_px,
    }
    timed = ((index / rate_hz, one) for index, one in enumerate(poses))
    return link(timed, SKELETON, attrs=attrs)


def _only(tracks: "xr.Dataset", person: str) -> "xr.Dataset":
    from midstance.errors import SchemaError
    from midstance.schema.tracks import individuals

    if person not in individuals(tracks):
        raise SchemaError(f"No {person!r} in the tracks; got {individuals(tracks)}.")
    return tracks.sel(individual=[person])


def _write(tracks: "xr.Dataset", out: Path) -> None:
    from midstance.errors import FormatError
    from midstance.formats.motion import c3d, trc
    from midstance.formats.poses import videopose3d
    from midstance.schema.tracks import save_tracks

    is_3d = tracks.sizes["space"] == 3
    writers = {
        ".nc": save_tracks,
        ".trc": trc.write_trc,
        ".c3d": c3d.write_c3d,
        ".mot": _write_angles,
        ".npz": videopose3d.write_3d if is_3d else videopose3d.write_2d,
    }
    if out.suffix.lower() not in writers:
        raise FormatError(f"Cannot write {out}; choose one of {_WRITES}.")
    writers[out.suffix.lower()](tracks, out)


def _write_angles(tracks: "xr.Dataset", out: Path) -> None:
    from midstance.formats.motion.mot import write_mot
    from midstance.formats.motion.trc import require_one_in_3d
    from midstance.pipeline.export import angles_3d

    require_one_in_3d(tracks, "MOT")
    write_mot(angles_3d(tracks), out)
