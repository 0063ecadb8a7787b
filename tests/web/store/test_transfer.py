import io
import json
import zipfile

import pytest

from midstance.errors import FormatError
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
