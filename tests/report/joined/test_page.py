import re
from types import SimpleNamespace

from midstance.report.joined.page import render_joined
from midstance.report.page import environment
from midstance.report.units import Units


def test_the_page_says_where_each_view_and_each_number_comes_from(joined, tmp_path):
    page = render_joined(joined, folder=tmp_path, units=Units())
    assert page.index("What stands out") < page.index("From the left</h2>")
    assert page.index("From the left</h2>") < page.index("From behind</h2>")
    assert "Which view each number comes from" in page
    assert "film from the side as well" not in page
    assert not re.search(r"https?://", page)
    for number in ("player-1", "player-2"):
        assert f'data-player="{number}"' in page or 'data-show="metric"' in page


def test_a_view_that_is_weak_without_advice_ends_its_sentence():
    quality = SimpleNamespace(
        verdict="weak",
        opening="Film again",
        because="it is dark",
        change="",
        sentence="",
    )
    template = '{% from "first.html.j2" import verdict %}{{ verdict(quality) }}'
    page = environment().from_string(template).render(quality=quality)
    assert "because it is dark.</p>" in page
