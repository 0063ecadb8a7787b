"""A metric from nothing: how far the head moves up and down in a step.

Import such a file in a script of yours before you call midstance, or let an
installed package name it as an entry point of the group ``midstance.metrics``; it
is then in every table and report, with its uncertainty::

    import midstance as ms
    import metric

    ms.analyze("run.mp4").summary()

"""

import pandas as pd

from midstance.plugins import (
    MetricNeeds,
    Recording,
    in_unit,
    metric,
    percent_of_leg,
    span,
    table,
)


# 1. What it is called, in which unit it is, and what it cannot do without: what is
#    lacking is said in a sentence, and the function below is not called.
@metric(
    "head_oscillation",
    label="Head oscillation",
    unit="% leg",
    definition=(
        "Height between the lowest and the highest point of the nose within a step, "
        "by the length from hip to ankle along the leg."
    ),
    needs=MetricNeeds(keypoints=("hip", "knee", "ankle")),
    plane="sagittal",
)
def head_oscillation(recording: Recording) -> pd.DataFrame:
    """Return one row per step; `side` is the foot that opens it."""
    # 2. A signal is a function of keypoints; its noise and what the network gets
    #    wrong in every frame go with it.
    height = recording.signal(lambda nose: -nose[:, 1], ["nose"])
    leg = percent_of_leg(recording)
    # 3. What is read off it in each step, each with its uncertainty.
    period_s = recording.gait.usual_stride_s
    return table(
        (
            *(step.side, step.contact.time_s),
            in_unit(span(height, step.contact, step.end, period_s=period_s), leg),
        )
        for step in recording.gait.steps()
    )
