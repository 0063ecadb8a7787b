import io
import zipfile

import pytest


@pytest.fixture
def finished(bring, finish):
    recording = bring("my run.mp4")
    recording.results.mkdir()
    (recording.results / "report.html").write_text("<h1>fast</h1>", "utf-8")
    (recording.results / "overlay.mp4").write_bytes(b"film")
    return finish(recording)


def test_the_report_is_a_page_that_asks_nothing_of_the_app(browser, finished):
    answer = browser.get(f"/recordings/{finished.id}/report.html")
    assert answer.text == "<h1>fast</h1>"
    assert answer.headers["content-type"].startswith("text/html")
    allowed = answer.headers["content-security-policy"]
    assert "script-src 'none'" in allowed
    assert "connect-src" not in allowed


def test_a_report_that_was_drawn_anew_has_its_own_policy(browser, finished):
    path = f"/recordings/{finished.id}/report.html"
    before = browser.get(path).headers["content-security-policy"]
    (finished.results / "report.html").write_text("<script>1</script>", "utf-8")
    assert browser.get(path).headers["content-security-policy"] != before


@pytest.mark.parametrize(
    "name", ["nothing.csv", "..%2Frecording.json", "..%2F..%2Fsecret", "."]
)
def test_only_results_are_handed_out(browser, finished, name):
    assert browser.get(f"/recordings/{finished.id}/{name}").status_code == 404


def test_everything_comes_in_one_file_named_after_the_video(browser, finished):
    answer = browser.get(f"/recordings/{finished.id}/results.zip")
    assert "my%20run-midstance.zip" in answer.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        assert packed.namelist() == ["overlay.mp4", "report.html"]
        assert packed.read("overlay.mp4") == b"film"


@pytest.mark.parametrize("what", ["report.html", "results.zip"])
def test_what_is_not_done_has_no_results(browser, bring, what):
    answer = browser.get(f"/recordings/{bring().id}/{what}")
    assert answer.status_code == 404
    assert "has no results yet" in answer.json()["error"]
