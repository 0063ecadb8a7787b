import pandas as pd
import pytest

from midstance.errors import ConfigError
from midstance.report.joined.write import PAGE, TABLE, write_joined
from midstance.report.page import write_page
from midstance.report.player.parts import FILM, Film


def test_the_table_says_which_view_each_number_comes_from(side, rear, tmp_path):
    write_joined([side, rear], tmp_path / "out")
    table = pd.read_csv(tmp_path / "out" / TABLE).set_index(["metric", "side"])
    assert table.loc[("pelvic_drop", "left"), "view"] == "rear"
    assert table.loc[("cadence", "both"), "view"] == "left"


def test_every_view_keeps_its_player(side, rear, tmp_path):
    pages = []
    for name, one in (("side", side), ("rear", rear)):
        folder = tmp_path / name
        folder.mkdir()
        (folder / FILM).write_bytes(b"no real film")
        write_page(one, folder / "report.html", film=Film(FILM))
        pages.append(folder / "report.html")
    write_joined([side, rear], tmp_path / "out", pages=pages)
    page = (tmp_path / "out" / PAGE).read_text("utf-8")
    assert 'id="player-1"' in page
    assert 'id="player-2"' in page
    assert page.count("data-room") >= 2
    assert page.count('<p class="legend-sides">') == 1  # once for both


def test_one_view_is_refused(side, tmp_path):
    with pytest.raises(ConfigError, match="Two recordings"):
        write_joined([side], tmp_path / "out")
