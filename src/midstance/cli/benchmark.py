"""`midstance benchmark`: score a detector on people over force plates."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from midstance.cli.answer import answer
from midstance.cli.completion import event_detectors

if TYPE_CHECKING:
    import pandas as pd


class Seen(StrEnum):
    """Where the camera stands."""

    side = "side"
    left = "left"
    right = "right"
    rear = "rear"
    front = "front"


class Error(StrEnum):
    """Keypoint errors."""

    exact = "exact"
    white = "white"
    network = "network"


def benchmark(
    folder: Annotated[
        Path,
        typer.Argument(help="Folder of plate trials (.npz), see docs/benchmark.md."),
    ],
    *,
    detector: Annotated[
        str | None,
        typer.Option(
            help="Event detector to score, ours or of a plug-in; "
            "consensus where nothing is said.",
            autocompletion=event_detectors,
        ),
    ] = None,
    events: Annotated[
        Path | None,
        typer.Option(
            help="Score these events of another tool instead: a CSV file with the "
            "columns clip, side, event, time_s."
        ),
    ] = None,
    view: Annotated[Seen, typer.Option(help="Where the camera stands.")] = Seen.side,
    rate_hz: Annotated[float, typer.Option(help="Frames per second.")] = 60.0,
    noise: Annotated[
        list[Error] | None,
        typer.Option(
            help="Keypoint errors: none, 3 px, or those of a pose network; may be "
            "repeated, all three by default."
        ),
    ] = None,
    measured_noise: Annotated[
        Path | None,
        typer.Option(help="Measured errors of a pose network (JSON); drawn otherwise."),
    ] = None,
    threshold_n: Annotated[
        int, typer.Option(help="Force (N) that counts as on the ground: 50 or 20.")
    ] = 50,
    clips: Annotated[
        Path | None,
        typer.Option(help="Folder to write the tracks of every clip to (.nc)."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="CSV file for the table.")
    ] = None,
) -> None:
    """Score an event detector on people over force plates, filmed by a virtual camera.

    Every trial is filmed, cleaned as analyze does, and searched; the table says how far
    contacts, toe-offs, contact and flight times and left-right differences are off.
    """
    from midstance.errors import ConfigError
    from midstance.files import replacing
    from midstance.formats.motion.plate_trial import THRESHOLDS_N, read_plate_trials
    from midstance.pipeline.benchmark.clips import conditions
    from midstance.pipeline.benchmark.trials import (
        by_detector,
        by_table,
        known_people,
        score_trials,
        table_of,
    )
    from midstance.synth.observation.noise import load_network_error

    if threshold_n not in THRESHOLDS_N:
        raise ConfigError(
            f"--threshold-n must be one of {list(THRESHOLDS_N)}, got {threshold_n}."
        )
    if detector and events:
        raise ConfigError(
            "Either a detector is scored or the events of another tool; got both "
            f"--detector {detector} and --events {events}."
        )
    detector = detector or "consensus"
    trials = read_plate_trials(folder)
    find = (
        by_table(events) if events else by_detector(detector, threshold_n=threshold_n)
    )
    rows = score_trials(
        trials,
        conditions(
            ("left", "right") if view is Seen.side else (view.value,),
            (rate_hz,),
            [one.value for one in noise or Error],
        ),
        find,
        threshold_n=threshold_n,
        network=load_network_error(measured_noise) if measured_noise else None,
        clips=clips,
    )
    table = table_of(rows)
    typer.echo(_text(table))
    answer(table=table)
    known = known_people(trials)
    if known and not events and detector == "consensus":
        some = ", ".join(known[:3]) + (", ..." if len(known) > 3 else "")
        typer.echo(
            f"Not independent: the reader that ships has learned from {len(known)} of "
            f"these people ({some}); docs/validation.md has people left out.",
            err=True,
        )
    if out:
        with replacing(out) as part:
            table.to_csv(part, index=False, float_format="%.4g")
        typer.echo(str(out))


def _text(table: "pd.DataFrame") -> str:
    shares = dict.fromkeys(("found", "icc", "in_1", "in_2"), "{:.2f}".format)
    times = {name: "{:.1f}".format for name in table if str(name).endswith("_ms")}
    whole = dict.fromkeys(("people", "n"), "{:.0f}".format)
    formats = {**shares, **times, **whole}
    return str(table.to_string(index=False, formatters=formats, na_rep=""))
