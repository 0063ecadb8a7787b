"""Sections that others add to the report, for each person."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from midstance.registry import Registry
from midstance.schema.analysis import Analysis


@dataclass(frozen=True)
class Section:
    """What a section says; everything but `svg` is text, never markup.

    Parameters
    ----------
    title
        Its heading.
    paragraphs
        Whole sentences.
    table
        Numbers as they are to be read; None: no table. Its index is left out.
    svg
        A drawing, an ``<svg>`` element; empty: no drawing. It is put into the page
        as it is.
    svg_text
        What the drawing shows, for those who do not see it.
    is_first
        Whether it opens what is said of the person, instead of standing at the end.

    """

    title: str
    paragraphs: tuple[str, ...] = ()
    table: pd.DataFrame | None = None
    svg: str = ""
    svg_text: str = ""
    is_first: bool = False

    @property
    def rows(self) -> list[list[str]]:
        """Return the cells of the table as text, heading first; empty: no table."""
        if self.table is None:
            return []
        heading = [str(name) for name in self.table.columns]
        return [
            heading,
            *([str(cell) for cell in row] for row in self.table.to_numpy(object)),
        ]


Describe = Callable[[Analysis, str], Section | None]
"""The analysis and the name of a person to a section; None: nothing to say."""

sections: Registry[Describe] = Registry(
    "report section",
    # By name: the wings stand above the report.
    "midstance.exercises.sheet",
    group="midstance.report_sections",
)


def sections_of(analysis: Analysis, individual: str) -> list[Section]:
    """Return what every registered section says of one person, by their names."""
    said = (sections.get(name)(analysis, individual) for name in sections.names())
    return [section for section in said if section is not None]
