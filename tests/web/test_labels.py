import shutil
import urllib.request

import pytest

from midstance.config import Config
from midstance.pipeline.analyze import analyze_tracks, video_sha256
from midstance.schema.video import VideoInfo


@pytest.fixture
def done(film, bring, demo_clip):
    """A recording with an analysis in its results."""
    recording = bring("demo.mp4", demo_clip)
    raw = film(rate_hz=30.0, noise_px=1.0, duration_s=4.0)
    info = VideoInfo("demo.mp4", 1280, 720, 30.0, 4.0, 120)
    config = Config(metrics=("cadence",))
    found = analyze_tracks(
        raw,
        config,
        video=info,
        provenance={"video_sha256": video_sha256(recording.video)},
    )
    found.save(recording.results)
    recording.set_state("done")
    return recording


def label(browser, recording, **headers):
    return browser.post(f"/api/recordings/{recording.id}/label", headers=headers)


def is_open(url):
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return b"Contacts by hand" in answer.read()
    except OSError:
        return False


def test_contacts_are_corrected_on_a_page_of_their_own(browser, done):
    first = label(browser, done).json()["url"]
    assert is_open(first)
    second = label(browser, done).json()["url"]
    assert is_open(second)
    assert not is_open(first)


def test_the_page_closes_with_the_app(browser, done):
    url = label(browser, done).json()["url"]
    browser.app.state.labels.close()
    assert not is_open(url)


def test_damaged_results_are_said(browser, done):
    shutil.rmtree(done.results)
    answer = label(browser, done)
    assert answer.status_code == 404
    assert "holds no analysis" in answer.json()["error"]
