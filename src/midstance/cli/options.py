"""Options that several commands share."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from midstance.config import Config

View = Annotated[
    Literal["auto", "left", "right", "front", "rear", "oblique"] | None,
    typer.Option("--view", help="Side of the runner that the camera sees."),
]
HeightM = Annotated[
    float | None, typer.Option("--height-m", help="Body height; gives the scale.")
]
SpeedMS = Annotated[
    float | None,
    typer.Option(
        "--speed-m-s",
        help="Speed of the treadmill; gives the scale, too, when nothing else does.",
    ),
]
MassKg = Annotated[float | None, typer.Option("--mass-kg", help="Body mass.")]
Surface = Annotated[
    Literal["auto", "treadmill", "overground"] | None,
    typer.Option("--surface", help="Whether the runner is on a treadmill."),
]
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
StartS = Annotated[
    float | None,
    typer.Option("--start-s", "--start", help="Begin here (s of the video)."),
]
EndS = Annotated[
    float | None, typer.Option("--end-s", "--end", help="Stop here (s of the video).")
]
FocalPx = Annotated[
    float | None,
    typer.Option(
        "--focal-px", help="Focal length of the camera (px); else a usual one."
    ),
]
PoseParam = Annotated[
    list[str] | None,
    typer.Option(
        "--pose-param",
        metavar="KEY=VALUE",
        help="Setting of the pose network, for example weights=net.onnx; may be "
        "given several times.",
    ),
]
Model = Annotated[
    Literal["lite", "full", "heavy"] | None,
    typer.Option(
        "--model",
        help="Size of the BlazePose network: lite is fastest, heavy most exact; "
        "default: full.",
    ),
]
Quality = Annotated[
    Literal["fast", "good", "best"] | None,
    typer.Option(
        "--quality",
        help="fast (default): the full network of BlazePose, of 200 frames/s and more "
        "in 100 a second at least; good: the heavy one, too, where a pose is new, for "
        "better angles; best: the heavy one everywhere.",
    ),
]
People = Annotated[
    str | None,
    typer.Option("--people", help="How many people to report: a number or 'all'."),
]
Runner = Annotated[
    str | None,
    typer.Option(
        "--runner",
        metavar="WHO",
        help="Whose numbers to report: left, right, nearest, a point (x,y in px), a "
        "box (x0,y0,x1,y1), either at a time (@s), or a name such as person-2; "
        "default: who is seen longest.",
    ),
]
HideFaces = Annotated[
    bool | None,
    typer.Option(
        "--hide-faces/--show-faces",
        help="Hide every face in report, stills and overlay.",
    ),
]
OfAnalysis = Annotated[
    Path | None,
    typer.Option(
        "--analysis",
        help="Folder that analyze wrote of this video: faces are hidden if it hides "
        "them.",
    ),
]
ConfigFile = Annotated[
    Path | None, typer.Option("--config", help="TOML file of settings.")
]


def chosen_pose(
    config: "Config",
    name: str | None,
    texts: list[str] | None,
    model: str | None = None,
) -> dict[str, Any] | None:
    """Return the pose step that is asked for; None: what `config` says.

    Parameters
    ----------
    config
        The settings so far; parameters of another network are forgotten.
    name
        The pose network that was given.
    texts
        Its parameters, each ``KEY=VALUE``.
    model
        Its parameter of that name.

    Raises
    ------
    ConfigError
        If a text has no ``=``.

    """
    from midstance.api.settings import chosen_pose as chosen
    from midstance.errors import ConfigError

    params: dict[str, Any] = {}
    for text in texts or []:
        key, mark, value = text.partition("=")
        if not key or not mark:
            raise ConfigError(f"--pose-param must be KEY=VALUE, got {text!r}.")
        params[key.strip()] = value.strip()
    return chosen(config, pose=name, pose_param=params, model=model)


def chosen_people(text: str | None) -> Any:  # noqa: ANN401
    """Return how many people are asked for: a number, ``"all"``, or None.

    Raises
    ------
    ConfigError
        If it is something else.

    """
    from midstance.errors import ConfigError

    if text is None or text == "all":
        return text
    if not text.isdigit() or int(text) < 1:
        raise ConfigError(
            f"--people must be a number from 1 on or 'all', got {text!r}."
        )
    return int(text)
