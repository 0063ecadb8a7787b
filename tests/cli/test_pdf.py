from typer.testing import CliRunner

from midstance.cli.main import app
from midstance.report import pdf


def call(*arguments):
    return CliRunner().invoke(app, ["pdf", *map(str, arguments)])


def test_a_folder_without_a_report_is_refused_in_a_sentence(tmp_path):
    result = call(tmp_path)
    assert result.exit_code == 2
    assert "No report at" in result.stderr


def test_the_extent_and_the_place_are_handed_on(tmp_path, monkeypatch):
    asked = []

    def print_page(page, out, *, extent):
        asked.append((page.name, out.name, extent))
        return out

    monkeypatch.setattr(pdf, "print_page", print_page)
    assert call(tmp_path).exit_code == 0
    assert call(tmp_path, "--summary").exit_code == 0
    assert call(tmp_path, "-o", tmp_path / "mine.pdf").stdout.endswith("mine.pdf\n")
    assert asked == [
        ("report.html", "report.pdf", "full"),
        ("report.html", "summary.pdf", "summary"),
        ("report.html", "mine.pdf", "full"),
    ]
