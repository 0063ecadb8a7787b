import dataclasses
import re

import pytest

from midstance.errors import ConfigError
from midstance.report import heading
from midstance.report.heading import (
    LARGEST_LOGO_BYTES,
    Heading,
    Practice,
    client_of,
    image_kind,
    keep_practice,
    kept_practice,
    paper_for,
    read_logo,
    under_heading,
)
from midstance.report.units import Units

PNG = b"\x89PNG\r\n\x1a\nrest"
PAGE = '<header><p class="brand">midstance</p></header>'


@pytest.fixture
def kept(tmp_path, monkeypatch):
    monkeypatch.setattr(heading, "_file", lambda name: tmp_path / name)


def test_a_practice_is_remembered_with_its_logo(kept):
    assert kept_practice() == Practice()
    practice = Practice('Praxis "am See"', "Seestraße 4", PNG)
    keep_practice(practice)
    assert kept_practice() == practice
    keep_practice(Practice("Other"))
    assert kept_practice() == Practice("Other")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF....WEBP", "image/webp"),
    ],
)
def test_a_logo_is_told_by_its_first_bytes(content, kind):
    assert image_kind(content) == kind


def test_what_is_no_image_or_too_large_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="must be a PNG, JPEG, GIF or WebP"):
        image_kind(b"<svg onload=alert(1)>")
    with pytest.raises(ConfigError, match="2 MB, this one has"):
        image_kind(PNG + b"x" * LARGEST_LOGO_BYTES)
    with pytest.raises(ConfigError, match="cannot be read"):
        read_logo(tmp_path / "none.png")


def test_a_damaged_kept_practice_is_none(kept, tmp_path):
    (tmp_path / "practice.toml").write_text("name = [", "utf-8")
    (tmp_path / "practice-logo").write_bytes(b"no image")
    assert kept_practice() == Practice()


def test_the_heading_stands_before_the_brand_and_holds_what_it_was_given():
    made = under_heading(
        PAGE,
        Heading(
            Practice("A & B", "Street 1", PNG),
            (("Born", "<1990>"),),
            "https://example.org/r/1",
            "letter",
        ),
    )
    assert made.index("on-paper") < made.index("brand")
    for text in ("A &amp; B", "Street 1", "&lt;1990&gt;", "size: letter"):
        assert text in made
    assert "data:image/png;base64," in made
    assert "<svg" in made
    assert 'href="https://example.org/r/1"' in made


def test_without_a_link_there_is_no_code():
    assert "<svg" not in under_heading(PAGE, Heading())
    assert "size: A4" in under_heading(PAGE, Heading())


def test_the_code_is_made_of_the_link_alone():
    codes = {Heading(link=link).qr_svg for link in ("https://a.org", "https://b.org")}
    assert len(codes) == 2
    assert all(re.match(r"<svg[^>]*viewBox", code) for code in codes)


def test_a_page_without_a_place_for_it_stays_as_it_is():
    assert under_heading("<p>older</p>", Heading()) == "<p>older</p>"


def test_the_client_is_what_the_analysis_knows(analysis):
    subject = {"name": "Anna", "height_m": 1.7, "mass_kg": 60.0}
    named = dataclasses.replace(
        analysis, config=analysis.config.updated(subject=subject)
    )
    assert client_of(named, Units()) == [
        ("Name", "Anna"),
        ("Height", "1.70 m"),
        ("Body mass", "60 kg"),
    ]
    assert client_of(analysis, Units()) == []


def test_imperial_units_go_with_letter_paper():
    assert [paper_for(Units(system)) for system in ("metric", "imperial")] == [
        "a4",
        "letter",
    ]
