import io
import zipfile

import pytest


@pytest.fixture
def done(bring):
    recording = bring("my run.mp4")
    recording.results.mkdir()
    (recording.results / "report.html").write_text("<h1>fast</h1>", "utf-8")
    (recording.results / "overlay.mp4").write_bytes(b"film")
    recording.set_state("done")
    return recording


def test_the_report_is_a_page(browser, done):
    answer = browser.get(f"/recordings/{done.id}/report.html")
    assert answer.text == "<h1>fast</h1>"
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    "name", ["nothing.csv", "..%2Frecording.json", "..%2F..%2Fsecret", "."]
)
def test_only_results_are_handed_out(browser, done, name):
    assert browser.get(f"/recordings/{done.id}/{name}").status_code == 404


def test_everything_comes_in_one_file_named_after_the_video(browser, done):
    answer = browser.get(f"/recordings/{done.id}/results.zip")
    assert "my%20run-midstance.zip" in answer.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        assert packed.namelist() == ["overlay.mp4", "report.html"]
        assert packed.read("overlay.mp4") == b"film"


@pytest.mark.parametrize("what", ["report.html", "results.zip"])
def test_what_is_not_done_has_no_results(browser, bring, what):
    answer = browser.get(f"/recordings/{bring().id}/{what}")
    assert answer.status_code == 404
    assert "has no results yet" in answer.json()["error"]
