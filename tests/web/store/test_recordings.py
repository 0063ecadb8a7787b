import os

import pytest

from midstance.errors import ConfigError, FormatError, OutputError
from midstance.web.store.recordings import Store
from midstance.web.store.reserve import N_BYTES
from midstance.web.store.upload import Number

CADENCE = Number("cadence", "person-1", "both", 168.42, 0.31, "steps/min")


def test_what_was_brought_is_there_again_after_a_restart(store, bring):
    brought = bring("run.mp4", b"film", subject={"height_m": 1.8})
    found = Store(store.root).get(brought.id)
    assert found == brought
    assert found.video.read_bytes() == b"film"
    assert found.config.subject.height_m == 1.8
    assert (found.state, found.message) == ("waiting", "")


def test_the_newest_comes_first(store, bring):
    ids = [bring().id for _ in range(3)]
    assert [one.id for one in store.all()] == ids[::-1]
    assert [one.id for one in store.waiting()] == ids


def test_a_broken_upload_leaves_nothing(store):
    new = store.begin("run.mp4", {})
    new.upload.write(b"half")
    new.discard()
    assert store.all() == []
    assert list((store.root / "files" / "uploads").iterdir()) == []


@pytest.mark.parametrize(
    "name", ["state.json", "../../etc/passwd", "midstance.db", "results", "CON", "²"]
)
def test_no_name_from_outside_becomes_the_name_of_a_file(store, bring, name):
    before = set(store.root.rglob("*"))
    recording = bring(name, b"film")
    new = set(store.root.rglob("*")) - before
    assert new <= {recording.video, recording.video.parent}
    assert store.get(recording.id).state == "waiting"
    assert recording.video.read_bytes() == b"film"
    assert store.root in recording.video.parents


@pytest.mark.parametrize("name", ["", "..", "/", " . "])
def test_what_is_no_name_is_refused(store, name):
    with pytest.raises(ConfigError, match="needs a name"):
        store.begin(name, {})
    assert store.all() == []


def test_an_empty_video_is_refused(store):
    new = store.begin("run.mp4", {})
    with pytest.raises(ConfigError, match=r"run\.mp4 is empty"):
        new.keep()
    new.discard()


def test_wrong_settings_are_refused_before_the_upload(store):
    with pytest.raises(ConfigError, match="height_m"):
        store.begin("run.mp4", {"subject": {"height_m": 17}})


@pytest.mark.parametrize("wrong", ["../elsewhere", "20261126-120000-abcdef", "", "²"])
def test_what_is_not_there_is_said(store, wrong):
    with pytest.raises(FormatError, match="There is no recording"):
        store.get(wrong)


def test_other_settings_make_it_wait_again(store, bring, finish):
    recording = finish(bring(), "failed", "a reason")
    store.change(recording, {"people": "all"})
    again = store.get(recording.id)
    assert again.config.people == "all"
    assert (again.state, again.message) == ("waiting", "")


def test_numbers_are_kept_and_replaced(store, bring):
    recording, other = bring(), bring()
    store.set_numbers(recording.id, [CADENCE, CADENCE])
    store.set_numbers(recording.id, [CADENCE])
    assert store.numbers(["cadence"]) == {recording.id: [CADENCE]}
    assert store.numbers(["cadence"], of=[other.id]) == {}
    assert store.numbers(["contact_time"]) == {}


def test_what_is_removed_is_gone_from_the_disk(store, bring):
    recording = bring(content=b"film of its own")
    store.set_numbers(recording.id, [CADENCE])
    recording.results.mkdir()
    (recording.results / "report.html").write_text("x", "utf-8")
    store.remove(recording.id)
    assert not recording.results.exists()
    assert not recording.video.exists()
    assert store.numbers(["cadence"]) == {}
    assert store.all() == []


def test_a_video_that_was_brought_twice_stays_for_the_other(store, bring):
    first, second = bring(), bring()
    assert first.video == second.video
    store.remove(first.id)
    assert second.video.is_file()
    store.remove(second.id)
    assert not second.video.exists()


def test_what_a_crash_left_is_swept(store, bring):
    kept = bring()
    kept.results.mkdir()
    (store.root / "results" / "20260101-000000-abcdef").mkdir()
    (store.root / "files" / "uploads" / "half").write_bytes(b"x")
    (store.root / "files" / "ab").mkdir()
    (store.root / "files" / "ab" / "abcdef").write_bytes(b"x")
    for path in (store.root / "files").rglob("*"):
        os.utime(path, (0, 0))
    coming = store.begin("run.mp4", {})
    coming.upload.write(b"on its way")
    store.sweep()
    assert coming.keep().video.is_file()
    store.remove(store.all()[0].id)
    assert [path.name for path in (store.root / "results").iterdir()] == [kept.id]
    files = [path for path in (store.root / "files").rglob("*") if path.is_file()]
    assert files == [kept.video]


def test_results_written_after_the_end_are_tidied(store, bring):
    recording = bring()
    recording.results.mkdir()
    store.tidy(recording.id)
    assert recording.results.is_dir()
    store.remove(recording.id)
    recording.results.mkdir()
    store.tidy(recording.id)
    assert not recording.results.exists()


def test_on_a_full_disk_recordings_can_be_stopped_and_deleted(
    small_disk, fill, monkeypatch
):
    monkeypatch.setattr("midstance.web.store.files.KEPT_FREE_BYTES", 0)
    store = Store(small_disk / "recordings")
    kept = store.begin("run.mp4", {})
    kept.upload.write(bytes(5_000_000))
    recordings = [kept.keep()]
    for number in range(20):
        new = store.begin("run.mp4", {})
        new.upload.write(bytes([number]))
        recordings.append(new.keep())
    fill(small_disk)
    store.set_numbers(recordings[1].id, [CADENCE] * 200)
    fill(small_disk)
    for recording in recordings:
        store.stop(recording.id)
        assert store.get(recording.id).state == "stopped"
    for recording in recordings:
        store.remove(recording.id)
    assert store.all() == []
    assert (small_disk / "recordings" / "reserve").stat().st_size == N_BYTES
    store.close()


def test_a_full_disk_is_said_when_a_video_is_brought(small_disk, fill, monkeypatch):
    store = Store(small_disk / "recordings")
    with pytest.raises(OutputError, match="The disk with the recordings is full"):
        store.begin("run.mp4", {})
    monkeypatch.setattr("midstance.web.store.files.KEPT_FREE_BYTES", 0)
    new = store.begin("run.mp4", {})
    ballast = fill(small_disk)
    with pytest.raises(OutputError, match="The disk with the recordings is full"):
        new.upload.write(bytes(1_000_000))
    new.discard()
    assert list((store.root / "files" / "uploads").iterdir()) == []
    ballast.unlink()
    again = store.begin("run.mp4", {})
    again.upload.write(b"film")
    assert again.keep().state == "waiting"
    store.close()
