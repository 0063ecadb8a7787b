"""`midstance demo`: the clip that ships with the package, analyzed."""

from pathlib import Path
from typing import Annotated

import typer


def demo(
    out: Annotated[
        Path, typer.Option("--out", "-o", help="Folder for the results.")
    ] = Path("demo-report"),
) -> None:
    """Analyze the rendered runner that ships with midstance."""
    from importlib import resources

    from midstance.cli.analyze import run
    from midstance.config import Config

    clip = resources.files("midstance").joinpath("examples", "demo.mp4")
    with resources.as_file(clip) as video:
        settings = Config().updated(subject={"height_m": 1.75, "speed_m_s": 3.0})
        run(video, out, settings, with_report=True)
