import pytest

from midstance.errors import FormatError
from midstance.web.store.people import People
from midstance.web.store.recordings import Store


def test_a_person_is_there_again_after_a_restart(store, anna, facts):
    found = People(Store(store.root)).get(anna.id)
    assert found == anna
    assert found.facts == facts()
    assert (found.n_recordings, found.last_day) == (0, "")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", ["anna läufer", "Bo"]),
        ("LÄUFER", ["anna läufer"]),
        ("club", ["anna läufer", "Bo"]),
        ("club heavy", ["Bo"]),
        ("club nobody", []),
    ],
)
def test_people_are_found_by_words(people, facts, words, found):
    people.add(facts(name="Bo", shoes="Heavy"))
    people.add(facts(name="anna läufer"))
    assert [one.name for one in people.find(words)] == found


def test_facts_can_be_changed(people, anna, facts):
    changed = people.change(anna.id, facts(mass_kg=60.5, tags=[]))
    assert changed.facts["mass_kg"] == 60.5
    assert people.get(anna.id) == changed


def test_recordings_are_counted(people, anna, filmed):
    filmed(anna, "2026-01-05", 0.2)
    filmed(anna, "2026-03-05", 0.2)
    found = people.get(anna.id)
    assert (found.n_recordings, found.last_day) == (2, "2026-03-05")
    assert people.find() == [found]


def test_who_is_removed_leaves_nothing_on_the_disk(store, people, anna, facts, filmed):
    filmed(anna, "2026-01-05", 0.2, content=b"of Anna alone")
    filmed(anna, "2026-01-06", 0.2, content=b"of both")
    bo = people.add(facts(name="Bo"))
    kept = filmed(bo, "2026-01-06", 0.2, content=b"of both")
    people.add_moment(anna.id, day="2026-01-05", kind="shoe", text="new")
    people.remove(anna.id)
    with pytest.raises(FormatError, match="no such person"):
        people.get(anna.id)
    files = {path for path in (store.root / "files").rglob("*") if path.is_file()}
    assert files == {kept.video}
    assert list((store.root / "results").iterdir()) == [kept.results]
    assert store.all() == [store.get(kept.id)]
    for name in ("midstance.db", "midstance.db-wal"):
        content = (store.root / name).read_bytes()
        assert b"Anna L" not in content
        assert b"2026-01-05.mp4" not in content


def test_two_who_are_one_become_one(store, people, anna, facts, filmed):
    twin = people.add(facts(name="A. Läufer", mass_kg=60.0, tags=["track"], notes="n"))
    filmed(anna, "2026-01-05", 0.2)
    filmed(twin, "2026-01-06", 0.2)
    people.add_moment(twin.id, day="2026-01-06", kind="cue", text="shorter steps")
    merged = people.merge(anna.id, twin.id)
    assert merged.name == "Anna Läufer"
    assert merged.facts["mass_kg"] == 60.0
    assert merged.facts["tags"] == ["club", "track"]
    assert merged.n_recordings == 2
    assert [one.text for one in people.moments(anna.id)] == ["shorter steps"]
    assert [one.id for one in people.find()] == [anna.id]
    assert people.merge(anna.id, anna.id) == merged


def test_what_happened_is_told_in_order_and_can_be_forgotten(people, anna):
    people.add_moment(anna.id, day="2026-03-01", kind="injury", text="left calf")
    people.add_moment(anna.id, day="2026-02-01", kind="shoe", text="new")
    told = people.moments(anna.id)
    assert [one.day for one in told] == ["2026-02-01", "2026-03-01"]
    people.remove_moment("somebody else", told[0].id)
    people.remove_moment(anna.id, told[1].id)
    assert people.moments(anna.id) == told[:1]


@pytest.mark.parametrize("wrong", ["", "²", "../x"])
def test_who_is_not_there_is_said(people, wrong):
    with pytest.raises(FormatError, match="no such person"):
        people.get(wrong)
