import json

from typer.testing import CliRunner

from midstance.cli.main import app
from midstance.report.player.parts import hides_faces
from midstance.schema.analysis import load
from midstance.schema.remarks import REMARKS


def call(*arguments):
    return CliRunner().invoke(app, ["report", *map(str, arguments)])


def test_a_report_tells_what_a_person_wrote_into_the_folder(results, clip):
    comment = {"id": "a", "time_s": 1.5, "text": "Here the heel comes late."}
    (results / REMARKS).write_text(json.dumps({"comments": [comment]}), "utf-8")
    result = call(results, "--video", clip)
    assert result.exit_code == 0
    page = results / "report.html"
    assert str(page) in result.stdout.replace("\n", "")
    assert "Here the heel comes late." in page.read_text("utf-8")


def test_what_is_no_remark_is_refused_in_a_sentence(results, clip):
    (results / REMARKS).write_text("[]", "utf-8")
    result = call(results, "--video", clip)
    assert result.exit_code == 2
    assert "holds something that is no remark" in " ".join(result.stderr.split())


def test_faces_are_hidden_from_then_on(results, clip):
    for option, is_hidden in (("--hide-faces", True), ("--show-faces", False)):
        assert call(results, "--video", clip, option).exit_code == 0
        assert load(results).config.hide_faces is is_hidden
        assert hides_faces(results / "report.html") is is_hidden
