import pandas as pd
import pytest

from midstance.report.page import render_page
from midstance.report.sections import Section, sections, sections_of


@pytest.fixture
def register(monkeypatch):
    """Register sections that are forgotten afterwards."""
    monkeypatch.setattr(sections, "_items", dict(sections._items))
    return sections.register


def test_what_a_section_says_is_escaped_and_its_drawing_is_not(register, analyzed):
    section = Section(
        "Less < more",
        ("One & all.",),
        pd.DataFrame({"side": ["left"], "n": [3]}),
        "<svg><path d='M0 0'/></svg>",
        "A dot.",
    )
    register("toy")(lambda analysis, individual: section)
    page = render_page(analyzed, film=None, evidence=())
    assert "<h2>Less &lt; more</h2>" in page
    assert "<p>One &amp; all.</p>" in page
    assert '<td data-label="side">left</td><td data-label="n">3</td>' in page
    assert 'aria-label="A dot."><svg><path' in page


def test_a_section_with_nothing_to_say_is_left_out(register, analyzed):
    register("mute")(lambda analysis, individual: None)
    register("loud")(lambda analysis, individual: Section(individual))
    assert [said.title for said in sections_of(analyzed, "anna")] == ["anna"]
