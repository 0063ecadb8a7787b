import io
import json
import zipfile

import pytest

from midstance.errors import FormatError
from midstance.web.leaving.faces import Faces
from midstance.web.store import transfer
from midstance.web.store.transfer import export_person, import_person


@pytest.fixture
def archive(store, people, anna, filmed, tmp_path):
    """The archive of a person with two recordings."""
    filmed(anna, "2026-01-05", 250.0, content=b"first film")
    filmed(anna, "2026-02-05", 240.0, content=b"second film")
    people.add_moment(anna.id, day="2026-01-20", kind="shoe", text="new")
    path = tmp_path / "anna.zip"
    path.write_bytes(b"".join(export_person(store, people, anna)))
    return path


def changed(archive, *, files=None, **facts):
    """The archive with other contents."""
    with zipfile.ZipFile(archive) as packed:
        contents = {name: packed.read(name) for name in packed.namelist()}
    told = json.loads(contents["person.json"])
    told.update(facts)
    contents["person.json"] = json.dumps(told).encode()
    contents.update(files or {})
    with zipfile.ZipFile(archive, "w") as packed:
        for name, content in contents.items():
            if content is not None:
                packed.writestr(name, content)
    return archive


def all_files(store):
    places = ("files", "results")
    found = (path for place in places for path in (store.root / place).rglob("*"))
    return {path for path in found if path.is_file()}


def test_who_was_deleted_comes_back_whole(store, people, anna, archive):
    before = people.get(anna.id)
    people.remove(anna.id)
    assert all_files(store) == set()
    back = import_person(store, people, archive)
    assert back.facts == before.facts
    assert (back.n_recordings, back.last_day) == (2, "2026-02-05")
    assert [one.text for one in people.moments(back.id)] == ["new"]
    latest, first = store.of_person(back.id)
    assert first.video.read_bytes() == b"first film"
    assert latest.state == "done"
    assert latest.view == "left"
    report = (latest.results / "report.html").read_text("utf-8")
    assert report == "<p>2026-02-05</p>"
    assert [one.value for one in store.all_numbers(first.id)] == [250.0]


@pytest.fixture
def hiding(monkeypatch):
    """Hide faces at no cost."""

    def write(analysis, video, path):
        path.write_bytes(b"without faces: " + analysis + video.read_bytes())

    monkeypatch.setattr(transfer, "write_hidden_video", write)
    monkeypatch.setattr(transfer, "load", lambda results: b"analyzed ")


@pytest.mark.usefixtures("hiding")
def test_an_archive_holds_no_video_with_faces_that_are_to_be_hidden(
    store, people, anna, filmed, tmp_path
):
    hides = {"hide_faces": True}
    shown = filmed(anna, "2026-01-05", 250.0, content=b"shown film")
    hidden = filmed(anna, "2026-02-05", 240.0, content=b"secret film")
    unknown = filmed(anna, "2026-03-05", 240.0, content=b"unknown film")
    for one, state in ((hidden, "done"), (unknown, "stopped")):
        store.set_config(one.id, one.config.updated(**hides))
        store.set_state(one.id, state)
    path = tmp_path / "anna.zip"
    path.write_bytes(b"".join(export_person(store, people, anna)))
    with zipfile.ZipFile(path) as packed:
        videos = {n: packed.read(n) for n in packed.namelist() if n.endswith("video")}
        facts = json.loads(packed.read("person.json"))
    assert sorted(videos.values()) == [
        b"shown film",
        b"without faces: analyzed secret film",
    ]
    assert facts["left_out"] == [unknown.name]
    assert not list(store.root.glob(".leaving-*"))
    people.remove(anna.id)
    assert import_person(store, people, path).n_recordings == 2
    assert shown.name


def test_what_comes_back_is_hidden_where_the_app_hides_faces(
    store, people, anna, archive
):
    people.remove(anna.id)
    Faces(store).hide(are_hidden=True)
    back = import_person(store, people, archive)
    kept = store.of_person(back.id)
    assert {(one.config.hide_faces, one.state) for one in kept} == {(True, "waiting")}


def test_no_name_in_an_archive_leads_elsewhere(store, people, archive, tmp_path):
    evil = {
        "recordings/1/results/../../../evil": b"x",
        "recordings/1/results/.hidden": b"x",
        "recordings/1/results/a/b": b"x",
        "../evil": b"x",
    }
    before = set(tmp_path.rglob("*"))
    import_person(store, people, changed(archive, files=evil))
    new = {path.name for path in set(tmp_path.rglob("*")) - before}
    assert not new & {"evil", ".hidden", "b"}


@pytest.mark.parametrize(
    ("break_it", "message"),
    [
        (lambda path: path.write_bytes(b"no zip"), "no complete archive"),
        (lambda path: path.write_bytes(path.read_bytes()[:-400]), "no complete"),
        (lambda path: changed(path, version=2), "version"),
        (lambda path: changed(path, files={"person.json": b"{"}), "Invalid JSON"),
        (lambda path: changed(path, files={"recordings/2/video": None}), "no complete"),
        (lambda path: changed(path, person={"name": "x", "height_m": 1e999}), "finite"),
    ],
)
def test_a_damaged_archive_leaves_nothing(
    store, people, anna, archive, break_it, message
):
    people.remove(anna.id)
    break_it(archive)
    with pytest.raises(FormatError, match=message):
        import_person(store, people, archive)
    assert people.find() == []
    assert all_files(store) == set()


def test_an_archive_that_claims_too_much_is_refused(
    store, people, archive, monkeypatch
):
    monkeypatch.setattr(transfer, "MOST_BYTES", 1000)
    with pytest.raises(FormatError, match="more than a person can have"):
        import_person(store, people, archive)


def test_settings_of_a_later_version_are_said(store, people, archive):
    with zipfile.ZipFile(archive) as packed:
        told = json.loads(packed.read("person.json"))["recordings"]
    told[0]["config"] = {"from": "the future"}
    with pytest.raises(Exception, match="settings that this version does not know"):
        import_person(store, people, changed(archive, recordings=told))


def test_the_archive_is_a_zip_file_that_others_can_read(archive):
    with zipfile.ZipFile(io.BytesIO(archive.read_bytes())) as packed:
        assert packed.testzip() is None
        assert packed.namelist()[0] == "person.json"
        assert "recordings/1/results/report.html" in packed.namelist()
