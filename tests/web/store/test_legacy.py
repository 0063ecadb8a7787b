import json

import pytest

from midstance.config import Config
from midstance.web.store.legacy import take_over

ID = "20260101-120000-abcdef"


@pytest.fixture
def old(store):
    """A recording as the version before kept it."""

    def write(state="done", name="run.mp4", identity=ID):
        folder = store.root / identity
        (folder / "results").mkdir(parents=True)
        (folder / "results" / "report.html").write_text("old", "utf-8")
        (folder / name).write_bytes(b"film")
        config = Config().updated(subject={"height_m": 1.8}).model_dump(mode="json")
        facts = {"name": name, "config": config}
        (folder / "recording.json").write_text(json.dumps(facts), "utf-8")
        told = {"state": state, "message": ""}
        (folder / "state.json").write_text(json.dumps(told), "utf-8")
        return folder

    return write


def test_a_upload_of_the_version_before_is_taken_over_whole(store, old):
    folder = old()
    take_over(store)
    found = store.get(ID)
    assert (found.name, found.state) == ("run.mp4", "done")
    assert found.config.subject.height_m == 1.8
    assert found.video.read_bytes() == b"film"
    assert (found.results / "report.html").read_text("utf-8") == "old"
    assert not folder.exists()


def test_what_was_being_analyzed_waits_again(store, old):
    old("working")
    take_over(store)
    assert store.get(ID).state == "waiting"


def test_what_cannot_be_read_stays_where_it_is(store, old):
    broken = old(identity="20260101-120000-000000")
    (broken / "recording.json").write_text("{", "utf-8")
    old()
    take_over(store)
    assert broken.is_dir()
    assert [one.id for one in store.all()] == [ID]


def test_taking_over_twice_changes_nothing(store, old):
    old()
    take_over(store)
    take_over(store)
    assert len(store.all()) == 1
