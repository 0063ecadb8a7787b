import pytest

from midstance.errors import ConfigError, FormatError
from midstance.web.store import Store


def test_what_was_brought_is_there_again_after_a_restart(store, bring):
    brought = bring("run.mp4", b"film", subject={"height_m": 1.8})
    found = Store(store.root).get(brought.id)
    assert found == brought
    assert found.video.read_bytes() == b"film"
    assert found.config.subject.height_m == 1.8
    assert found.state() == ("waiting", "")


def test_the_newest_comes_first(store, bring, monkeypatch):
    ids = [bring().id for _ in range(3)]
    assert [one.id for one in store.all()] == sorted(ids, reverse=True)


def test_a_broken_upload_leaves_nothing(store):
    with pytest.raises(ConnectionError), store.adding("run.mp4", {}) as (_, file):
        file.write(b"half")
        raise ConnectionError
    assert store.all() == []
    assert list(store.root.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/run.mp4", "run.mp4"),
        ("C:\\films\\run.mov", "run.mov"),
        ("läufer (1).mp4", "läufer (1).mp4"),
        ("a<b>&.mp4", "a_b__.mp4"),
        ("x" * 300 + ".mp4", "x" * 80 + ".mp4"),
    ],
)
def test_a_name_leads_nowhere_else(bring, name, kept):
    recording = bring(name)
    assert recording.name == kept
    assert recording.video.parent == recording.folder


@pytest.mark.parametrize("name", ["", "run", ".mp4", "..", "/"])
def test_a_name_without_an_ending_is_refused(store, name):
    with pytest.raises(ConfigError, match="needs a name with an ending"):
        store.adding(name, {}).__enter__()
    assert list(store.root.iterdir()) == []


def test_wrong_settings_are_refused_before_the_upload(store):
    with pytest.raises(ConfigError, match="height_m"):
        store.adding("run.mp4", {"subject": {"height_m": 17}}).__enter__()
    assert list(store.root.iterdir()) == []


@pytest.mark.parametrize("wrong", ["../elsewhere", "20261126-120000-abcdef", ""])
def test_what_is_not_there_is_said(store, wrong):
    with pytest.raises(FormatError, match="There is no recording"):
        store.get(wrong)


def test_other_settings_make_it_wait_again(store, bring):
    recording = bring()
    recording.set_state("done")
    store.change(recording, {"people": "all"})
    again = store.get(recording.id)
    assert again.config.people == "all"
    assert again.state() == ("waiting", "")


def test_what_is_removed_is_gone(store, bring):
    recording = bring()
    store.remove(recording)
    assert not recording.folder.exists()
