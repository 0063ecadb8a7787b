"""Options that several commands share."""

from pathlib import Path
from typing import Annotated, Literal

import typer

View = Annotated[
    Literal["auto", "left", "right", "front", "rear", "oblique"] | None,
    typer.Option("--view", help="Side of the runner that the camera sees."),
]
HeightM = Annotated[
    float | None, typer.Option("--height-m", help="Body height; gives the scale.")
]
SpeedMS = Annotated[
    float | None, typer.Option("--speed-m-s", help="Speed of the treadmill.")
]
MassKg = Annotated[float | None, typer.Option("--mass-kg", help="Body mass.")]
KnownLength = Annotated[
    str | None,
    typer.Option(
        "--known-length",
        metavar="X1,Y1,X2,Y2=M",
        help="Two points (px) where the runner runs and their distance (m); gives "
        "the scale.",
    ),
]
Floor = Annotated[
    str | None,
    typer.Option(
        "--floor",
        metavar="X1,Y1,X2,Y2",
        help="Two points (px) of the floor under the feet, instead of finding it.",
    ),
]
ConfigFile = Annotated[
    Path | None, typer.Option("--config", help="TOML file of settings.")
]
