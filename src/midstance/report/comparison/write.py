"""The front door of a comparison: its page, its table, and the same as JSON."""

import json
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from midstance.files import StrPath, as_path, make_folder, replacing
from midstance.report.comparison.lines import compared
from midstance.report.comparison.page import (
    Comparison,
    describe_comparison,
    render_comparison,
)
from midstance.report.comparison.recorded import Recorded, cautions, recorded
from midstance.report.units import Units, kept_units
from midstance.schema.analysis import Analysis
from midstance.words.language import Language, kept_language, speaking

PAGE, TABLE, FACTS = "compare.html", "compare.csv", "compare.json"


def write_comparison(
    analyses: Sequence[Analysis],
    folder: StrPath,
    *,
    pages: Sequence[Path | None] = (),
    addresses: Sequence[str] = (),
    labels: Sequence[str] = (),
    title: str = "",
    same_camera: bool = False,
    units: Units | None = None,
    language: Language | None = None,
) -> Comparison:
    """Write ``compare.html``, ``compare.csv`` and ``compare.json`` into `folder`.

    Parameters
    ----------
    analyses
        Two or more of one person.
    folder
        Made when it is not there.
    pages
        The report of each analysis, whose video is shown; None or nothing: a page
        without players.
    addresses
        Where a browser reaches the folder of each report; nothing: as files.
    labels
        What to call each recording, in the order in which they are compared; nothing:
        by its day, from where it was filmed, or its file, the earliest first.
    title
        Whose comparison it is; empty: as the settings say.
    same_camera
        As of `midstance.findings.comparison.compare`.
    units, language
        Of the page; None: those that were asked for last.

    Returns
    -------
    Comparison
        What the page says, with the table.

    Raises
    ------
    ConfigError
        If there are fewer than two analyses, or nobody is in one of them.
    OutputError
        If the folder cannot be written to.

    """
    place = as_path(folder, "folder")
    units = units or kept_units()
    with speaking(language or kept_language()):
        recordings = recorded(analyses, pages, addresses, labels)
    table = compared(recordings, same_camera=same_camera)
    with speaking(language or kept_language()):
        comparison = describe_comparison(recordings, table, units, title=title)
        page = render_comparison(
            comparison, folder=place, units=units, same_camera=same_camera
        )
    make_folder(place)
    facts = _facts(recordings, table, same_camera=same_camera)
    for name, text in (
        (PAGE, page),
        (TABLE, table.to_csv(index=False, float_format="%.5g")),
        (FACTS, json.dumps(facts, indent=2, allow_nan=False)),
    ):
        with replacing(place / name) as part:
            part.write_text(text, "utf-8")
    return comparison


def _facts(
    recordings: Sequence[Recorded], table: pd.DataFrame, *, same_camera: bool
) -> dict[str, object]:
    rows = json.loads(table.to_json(orient="records", double_precision=8))
    return {
        "recordings": [
            {
                "label": one.label,
                "video": one.analysis.video.name,
                "individual": one.name,
                "filmed_at": one.analysis.video.filmed_at,
                "view": one.scene.view,
                "rate_hz": round(one.rate_hz, 3),
                "speed_m_s": one.speed_m_s if one.speed_m_s == one.speed_m_s else None,
                "fingerprint": one.analysis.fingerprint(),
            }
            for one in recordings
        ],
        "same_camera": same_camera,
        "cautions": cautions(recordings[0], recordings[-1]),
        "changes": rows,
    }
