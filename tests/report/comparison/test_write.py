import json

import pandas as pd
import pytest

from midstance.errors import ConfigError
from midstance.report.comparison.write import FACTS, PAGE, TABLE, write_comparison
from midstance.report.page import write_page
from midstance.report.player.parts import FILM, Film


def test_page_table_and_facts_say_the_same(earlier, later, tmp_path):
    table = write_comparison([earlier, later], tmp_path / "out").table
    assert (tmp_path / "out" / PAGE).is_file()
    kept = pd.read_csv(tmp_path / "out" / TABLE)
    assert kept["metric"].tolist() == table["metric"].tolist()
    facts = json.loads((tmp_path / "out" / FACTS).read_text("utf-8"))
    assert [one["label"] for one in facts["recordings"]] == [
        "1 October 2026",
        "27 November 2026",
    ]
    assert len(facts["changes"]) == len(table)


def test_both_players_are_shown_when_both_reports_hold_a_video(
    earlier, later, tmp_path
):
    pages = []
    for name, one in (("a", earlier), ("b", later)):
        folder = tmp_path / name
        folder.mkdir()
        (folder / FILM).write_bytes(b"no real film")
        write_page(one, folder / "report.html", film=Film(FILM))
        pages.append(folder / "report.html")
    write_comparison([earlier, later], tmp_path / "out", pages=pages)
    page = (tmp_path / "out" / PAGE).read_text("utf-8")
    assert page.count('class="player" data-player') == 2
    assert page.count('<p class="legend-sides">') == 1  # once for both
    assert 'src="../a/player.mp4"' in page
    assert 'src="../b/player.mp4"' in page
    assert page.count("keep both together") == 2
    served = ["/recordings/a", "/recordings/b"]
    write_comparison([earlier, later], tmp_path, pages=pages, addresses=served)
    page = (tmp_path / PAGE).read_text("utf-8")
    assert 'src="/recordings/a/player.mp4"' in page
    assert "keep both together" not in page


def test_one_analysis_leaves_no_folder(earlier, tmp_path):
    with pytest.raises(ConfigError, match="Two recordings"):
        write_comparison([earlier], tmp_path / "out")
    assert not (tmp_path / "out").exists()
