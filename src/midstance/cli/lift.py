"""`midstance lift`: from 2D tracks to 3D."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from midstance.cli.options import FocalPx


def lift(
    tracks: Annotated[Path, typer.Argument(help="2D tracks: a netCDF file (.nc).")],
    out: Annotated[Path, typer.Option("--out", "-o", help="netCDF file to write.")],
    *,
    height_m: Annotated[float, typer.Option(help="Body height in m.")],
    focal_px: FocalPx = None,
    lifter: Annotated[
        Literal["network", "blazepose"],
        typer.Option(help="Ours, or the 3D landmarks that BlazePose gave itself."),
    ] = "network",
    axes: Annotated[
        Literal["person", "camera"],
        typer.Option(help="x forward and y left of the person, or of the camera."),
    ] = "person",
) -> None:
    """Lift what one camera saw to joints in 3D, relative to the hips."""
    from midstance.errors import ConfigError
    from midstance.lifting.lift import lift as lift_tracks
    from midstance.lifting.world import lift_from_pose_network
    from midstance.schema.tracks import load_tracks, save_tracks

    flat = load_tracks(tracks)
    if lifter == "blazepose":
        if axes == "camera" or focal_px is not None:
            raise ConfigError(
                "BlazePose's landmarks come in the axes of the person and know no "
                "focal length; leave out --axes and --focal-px."
            )
        save_tracks(lift_from_pose_network(flat, height_m=height_m), out)
        typer.echo(str(out))
        return
    lifted = lift_tracks(flat, height_m=height_m, focal_px=focal_px, axes=axes)
    save_tracks(lifted, out)
    for name in lifted["individual"].to_numpy():
        doubt = lifted["uncertainty"].sel(individual=name)
        seen = doubt.notnull()
        typer.echo(
            f"{name}: {float(seen.mean()):.0%} of the keypoints lifted, expected "
            f"error {1000 * float(doubt.median()):.0f} mm (median)"
            if bool(seen.any())
            else f"{name}: not seen well enough to lift"
        )
    typer.echo(str(out))
