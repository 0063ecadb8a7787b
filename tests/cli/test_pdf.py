import pytest
from typer.testing import CliRunner

from midstance.cli.main import app
from midstance.report import heading, pdf
from midstance.report.heading import Practice, kept_practice

PNG = b"\x89PNG\r\n\x1a\nrest"


def call(*arguments):
    return CliRunner().invoke(app, ["pdf", *map(str, arguments)])


@pytest.fixture
def asked(tmp_path, monkeypatch):
    """What was printed; nothing is."""
    kept = tmp_path / "kept"
    kept.mkdir()
    monkeypatch.setattr(heading, "_file", lambda name: kept / name)
    found = []

    def print_page(page, out, *, extent="full", heading=None):
        found.append((page.name, out.name, extent, heading))
        return out

    monkeypatch.setattr(pdf, "print_page", print_page)
    return found


def test_a_folder_without_a_report_is_refused_in_a_sentence(tmp_path):
    result = call(tmp_path)
    assert result.exit_code == 2
    assert "No report at" in result.stderr


def test_the_extent_and_the_place_are_handed_on(tmp_path, asked):
    assert call(tmp_path).exit_code == 0
    assert call(tmp_path, "--summary").exit_code == 0
    assert call(tmp_path, "-o", tmp_path / "mine.pdf").stdout.endswith("mine.pdf\n")
    assert [one[:3] for one in asked] == [
        ("report.html", "report.pdf", "full"),
        ("report.html", "summary.pdf", "summary"),
        ("report.html", "mine.pdf", "full"),
    ]


def test_practice_and_logo_are_remembered_and_client_and_link_are_not(tmp_path, asked):
    logo = tmp_path / "logo.png"
    logo.write_bytes(PNG)
    given = ("--practice", "Lab", "--logo", logo, "--client", "Born=1990")
    assert call(tmp_path, *given, "--link", "https://a.org").exit_code == 0
    assert call(tmp_path, "--contact", "Street 1", "--paper", "letter").exit_code == 0
    first, second = (one[3] for one in asked)
    assert first.practice == Practice("Lab", "", PNG)
    assert first.client == (("Born", "1990"),)
    assert first.link == "https://a.org"
    assert second.practice == Practice("Lab", "Street 1", PNG) == kept_practice()
    assert second.client == ()
    assert (second.link, second.paper) == ("", "letter")


def test_a_client_without_a_label_is_refused(tmp_path, asked):
    result = call(tmp_path, "--client", "1990")
    assert result.exit_code == 2
    assert "must be LABEL=TEXT, got '1990'" in result.stderr
    assert not asked
