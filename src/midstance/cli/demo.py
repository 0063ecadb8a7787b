"""`midstance demo`: the clip that ships with the package, analyzed."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    import pandas as pd


def demo(
    out: Annotated[
        Path, typer.Option("--out", "-o", help="Folder for the results.")
    ] = Path("demo-report"),
) -> None:
    """Analyze the rendered runner that ships with midstance, and check it."""
    import json
    from importlib import resources

    from midstance.cli.analyze import run
    from midstance.config import Config
    from midstance.schema.analysis import load
    from midstance.schema.events import load_events

    with resources.as_file(resources.files("midstance") / "examples") as folder:
        made = json.loads((folder / "demo.settings.json").read_text("utf-8"))
        runner = made["clip"]["runners"][0]
        subject = {key: runner[key] for key in ("height_m", "speed_m_s")}
        settings = Config().updated(subject=subject)
        run(folder / "demo.mp4", out, settings, with_report=True)
        truth = load_events(folder / "demo.events.csv")
    for line in _compared(load(out).events, truth):
        typer.echo(line)


def _compared(found: "pd.DataFrame", truth: "pd.DataFrame") -> list[str]:
    """Return one line per kind of event: how many were found, and how well."""
    import numpy as np

    from midstance.kernels.signals.matching import matched_errors
    from midstance.schema.events import KINDS, SIDES, times_s

    lines = []
    for kind, name in zip(KINDS, ("initial contacts", "toe-offs"), strict=True):
        pairs = [
            matched_errors(times_s(found, side, kind), times_s(truth, side, kind))
            for side in SIDES
        ]
        errors_ms = 1000 * np.concatenate(pairs)
        rms_ms = float(np.sqrt(np.nanmean(errors_ms**2)))
        lines.append(
            f"Against the truth of the clip: {np.isfinite(errors_ms).sum()} of "
            f"{errors_ms.size} {name} found, "
            f"{rms_ms:.0f} ms root mean square error."
        )
    lines.append(
        "Toe-offs are set for people, who leave the ground later than this "
        "rendered runner; docs/validation.md has both."
    )
    return lines
