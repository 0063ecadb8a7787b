"""The front door of a joined report: its page, and its numbers as a table."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from midstance.drawing.stills import draw_stills
from midstance.files import StrPath, as_path, make_folder, replacing
from midstance.report.comparison.recorded import recorded
from midstance.report.joined.choice import Joined, join
from midstance.report.joined.page import render_joined
from midstance.report.units import Units, kept_units
from midstance.schema.analysis import Analysis
from midstance.schema.measures import summarize
from midstance.words.language import Language, kept_language, speaking

PAGE, TABLE = "report.html", "summary.csv"


def write_joined(
    analyses: Sequence[Analysis],
    folder: StrPath,
    *,
    pages: Sequence[Path | None] = (),
    addresses: Sequence[str] = (),
    videos: Sequence[Path | None] = (),
    title: str = "",
    units: Units | None = None,
    language: Language | None = None,
) -> Joined:
    """Write one report of several views of one run into `folder`.

    Each number comes from the view that tells it best: that with the smallest
    uncertainty. ``summary.csv`` says which (column ``view``).

    Parameters
    ----------
    analyses
        Two or more: the same person, running alike, seen from different sides.
    folder
        Made when it is not there.
    pages
        The report of each, whose video is shown; None: a view without a player.
    videos
        The video of each, of which stills are drawn; None: without.
    addresses
        Where a browser reaches the folder of each report; nothing: as files.
    title
        Whose report it is; empty: as the settings say.
    units, language
        Of the page; None: those that were asked for last.

    Raises
    ------
    ConfigError
        If there are fewer than two analyses, or nobody is in one of them.
    OutputError
        If the folder cannot be written to.

    """
    place = as_path(folder, "folder")
    films = [videos[i] if i < len(videos) else None for i in range(len(analyses))]
    by_analysis = dict(zip(map(id, analyses), films, strict=True))
    joined = join(recorded(analyses, pages, addresses, by_day=False))
    evidence = []
    for view in joined.views:
        film = by_analysis[id(view.analysis)]
        clip = view.analysis.config.clip
        stills = [] if film is None else draw_stills(view.analysis, film, clip)
        evidence.append([one for one in stills if one.individual == view.name])
    with speaking(language or kept_language()):
        page = render_joined(
            joined,
            folder=place,
            evidence=evidence,
            title=title,
            units=units or kept_units(),
        )
    make_folder(place)
    table = _table(joined).to_csv(index=False, float_format="%.5g")
    for name, text in ((PAGE, page), (TABLE, table)):
        with replacing(place / name) as part:
            part.write_text(text, "utf-8")
    return joined


def _table(joined: Joined) -> pd.DataFrame:
    """Return the summary with the view that each number comes from."""
    summary = summarize(joined.measures)
    keys = zip(summary["metric"], summary["side"], strict=True)
    views = [joined.views[joined.sources[key]].scene.view for key in keys]
    return summary.assign(view=views)
