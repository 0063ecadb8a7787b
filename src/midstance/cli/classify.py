"""`midstance classify`: which pose it is, over time."""

from pathlib import Path
from typing import Annotated

import typer

from midstance.cli.options import OfAnalysis
from midstance.cli.reps import Draw, Enter, Leave, Out, People, Pose, Upper, Video, run


def classify(
    video: Video,
    samples: Annotated[
        Path, typer.Option(help="CSV of labelled poses (see midstance poses).")
    ],
    out: Out,
    *,
    people: People = 2,
    pose: Pose = "blazepose",
    kept: Annotated[
        int, typer.Option(help="Samples kept by their largest difference.", min=1)
    ] = 30,
    voting: Annotated[
        int, typer.Option(help="How many of these vote, by mean difference.", min=1)
    ] = 10,
    depth_weight: Annotated[
        float, typer.Option(help="How much z counts beside x and y.", min=0)
    ] = 0.0,
    window_s: Annotated[
        float, typer.Option("--window", help="Smoothing window (s).", min=0)
    ] = 10 / 30,
    time_constant_s: Annotated[
        float,
        typer.Option(
            "--time-constant", help="Time constant of the smoothing (s).", min=0.001
        ),
    ] = 0.15,
    enter: Enter = None,
    leave: Leave = None,
    upper_body: Upper = False,
    draw: Draw = True,
    analysis: OfAnalysis = None,
) -> None:
    """Tell poses by labelled ones: probabilities over time, repetitions, a video."""
    from midstance.exercises.recognize import RecognitionSettings

    settings = RecognitionSettings(
        n_kept=kept,
        n_voting=voting,
        weights=(1.0, 1.0, depth_weight),
        window_s=window_s,
        time_constant_s=time_constant_s,
        enter=enter,
        leave=leave,
        is_upper=upper_body,
    )
    run(
        video,
        out,
        samples,
        settings,
        people=people or 2,
        pose=pose,
        draw=draw,
        analysis=analysis,
    )
