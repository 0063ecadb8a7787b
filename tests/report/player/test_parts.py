import re
from importlib import resources

import pytest

from midstance.report.player.parts import (
    FILM,
    MODULES,
    Film,
    allowed,
    bundled,
    film_content,
    film_of,
    is_without_film,
    known_film,
    player_parts,
    player_script,
)

FOLDER = resources.files("midstance.report") / "static" / "player"
TEXTS = {name: (FOLDER / f"{name}.js").read_text("utf-8") for name in MODULES}


@pytest.fixture
def video(tmp_path):
    path = tmp_path / "some film.mp4"
    path.write_bytes(b"moving")
    return path


def page_with(folder, source):
    page = folder / "report.html"
    page.write_text(
        f'<video src="{source}"></video><script class="recording">{{}}</script>'
    )
    return page


def test_a_small_film_is_embedded_and_comes_back(tmp_path, video):
    film = film_of(video, tmp_path / "report.html", "embed")
    page = page_with(tmp_path, film.source)
    assert known_film(page) == film
    assert film_content(film, tmp_path) == b"moving"
    assert film.is_embedded
    assert film.name == ""


def test_a_linked_film_is_named_from_the_page(tmp_path, video):
    film = film_of(video, tmp_path / "sub" / "report.html", "link")
    assert film == Film("../some%20film.mp4")
    assert film.name == film.source
    assert film_of(video, tmp_path / "report.html", "none") is None


def test_a_linked_film_is_known_while_it_is_there(tmp_path):
    page = page_with(tmp_path, FILM)
    assert known_film(page) is None
    (tmp_path / FILM).write_bytes(b"moving")
    assert known_film(page) == Film(FILM)
    assert film_content(Film(FILM), tmp_path) == b"moving"


def test_a_page_without_player_has_no_film(tmp_path):
    page = tmp_path / "report.html"
    assert known_film(page) is None
    assert not is_without_film(page)
    page.write_text('<video src="data:video/mp4;base64,AAAA">')  # of version 0.1
    assert known_film(page) is None
    assert not is_without_film(page)
    page.write_text("<p>numbers</p>")
    assert is_without_film(page)


def test_without_a_film_there_is_no_player(analysis):
    assert player_parts(analysis, None) is None
    parts = player_parts(analysis, Film(FILM))
    assert (parts.width_px, parts.height_px) == (720, 1280)


def test_every_module_is_part_of_the_script_after_what_it_imports():
    there = {path.name for path in FOLDER.iterdir() if path.name.endswith(".js")}
    assert there == {f"{name}.js" for name in MODULES}
    for place, name in enumerate(MODULES):
        wanted = re.findall(r'from "\./([a-z_]+)\.js"', TEXTS[name])
        assert set(wanted) <= set(MODULES[:place])


def test_what_a_module_imports_the_other_exports():
    for text in TEXTS.values():
        for names, other in re.findall(
            r'^import \{ ([^}]*) \} from "\./(\w+)\.js";$', text, re.MULTILINE
        ):
            for name in names.split(", "):
                pattern = rf"^export (?:const|class|function|async function) {name}\b"
                assert re.search(pattern, TEXTS[other], re.MULTILINE)


def test_the_script_imports_and_exports_nothing():
    assert not re.search(r"^\s*(import|export)\b", player_script(), re.MULTILINE)
    assert "</script" not in player_script()


def test_what_a_module_keeps_for_itself_does_not_collide():
    script = bundled({"a": "const x = 1;\nexport const y = x;", "b": "const x = 2;"})
    assert script.count("const x") == 2
    assert "return { y };" in script


def test_a_script_is_named_by_its_content():
    assert allowed("1") == "'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s='"
