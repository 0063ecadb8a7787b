import json
from importlib import resources

from midstance.web.routes.demo import SETTINGS


def test_the_clip_of_the_package_is_brought_as_it_was_rendered(
    browser, store, jobs, demo_clip
):
    answer = browser.post("/api/demo")
    assert answer.status_code == 201
    (recording,) = store.all()
    assert recording.video.read_bytes() == demo_clip
    assert jobs.woken == [recording.id]
    assert recording.config.subject.height_m == 1.75


def test_its_settings_are_those_of_the_runner_in_it():
    made = resources.files("midstance") / "examples" / "demo.settings.json"
    runner = json.loads(made.read_text("utf-8"))["clip"]["runners"][0]
    for name in ("height_m", "speed_m_s"):
        assert SETTINGS["subject"][name] == runner[name]


def test_a_viewer_brings_none(log_in):
    assert log_in("Vi", "viewer").post("/api/demo").status_code == 403
