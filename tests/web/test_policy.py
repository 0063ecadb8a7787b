import base64
import hashlib

from midstance.report.page import write_page
from midstance.report.player.parts import Film
from midstance.web import policy


def named(text):
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_a_report_may_run_what_stands_in_it_and_nothing_else():
    page = (
        '<p style="color: red">a</p><script>let a = "</p>" && 1;</script>'
        "<style>p > a {}</style><script>2</script>"
    )
    allowed = policy.of_report(page)
    for text in ('let a = "</p>" && 1;', "2", "p > a {}", "color: red"):
        assert f"'sha256-{named(text)}'" in allowed
    assert "unsafe-inline" not in allowed
    assert "connect-src" not in allowed
    assert "default-src 'none'" in allowed


def test_without_scripts_none_may_run():
    assert "script-src 'none'" in policy.of_report("<p>text</p>")


def test_the_policy_of_a_real_report_knows_its_scripts(analyzed, tmp_path):
    write_page(analyzed, tmp_path / "report.html", film=Film("player.mp4"))
    html = (tmp_path / "report.html").read_text("utf-8")
    script = html.split('<script type="module">')[1].split("</script>")[0]
    assert named(script) in policy.of_report(html)
