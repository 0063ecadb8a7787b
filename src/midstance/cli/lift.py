"""`midstance lift`: from 2D tracks to 3D."""

from pathlib import Path
from typing import Annotated, Literal

import typer


def lift(
    tracks: Annotated[Path, typer.Argument(help="2D tracks: a netCDF file (.nc).")],
    out: Annotated[Path, typer.Option("--out", "-o", help="netCDF file to write.")],
    *,
    height_m: Annotated[float, typer.Option(help="Body height in m.")],
    focal_px: Annotated[
        float | None,
        typer.Option(help="Focal length of the camera; else a usual one."),
    ] = None,
    axes: Annotated[
        Literal["person", "camera"],
        typer.Option(help="x forward and y left of the person, or of the camera."),
    ] = "person",
) -> None:
    """Lift what one camera saw to joints in 3D, relative to the hips."""
    from midstance.lifting.lift import lift as lift_tracks
    from midstance.schema.tracks import load_tracks, save_tracks

    lifted = lift_tracks(
        load_tracks(tracks), height_m=height_m, focal_px=focal_px, axes=axes
    )
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
