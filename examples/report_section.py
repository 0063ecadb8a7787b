"""A section of the report from nothing: the cadence of each quarter of the way.

Import such a file in a script of yours before you call midstance, or let an
installed package name it as an entry point of the group
``midstance.report_sections``; the page then has it for each person::

    import midstance as ms
    import report_section

    ms.write_report(ms.load("out"), "run.mp4", "out")

"""

import numpy as np

from midstance.plugins import Analysis, Section, sections

N_PARTS = 4


@sections.register("pacing")
def pacing(analysis: Analysis, individual: str) -> Section | None:
    """Return how the cadence of a person changed; None when it was not measured."""
    measures = analysis.measures
    own = measures[
        (measures["individual"] == individual) & (measures["metric"] == "cadence")
    ]
    if len(own) < 2 * N_PARTS:
        return None
    part = np.arange(len(own)) * N_PARTS // len(own)
    rows = own.sort_values("time_s").groupby(part)["value"].agg(["median", "count"])
    # What a section says is text: the page escapes it.
    table = rows.round(1).reset_index(names="quarter")
    return Section(
        title="Pacing",
        paragraphs=("Cadence (steps/min) in each quarter of what was measured.",),
        table=table.assign(quarter=table["quarter"] + 1),
    )
