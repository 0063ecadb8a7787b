import pytest

from midstance.web.store.people import People
from midstance.web.store.upload import Number

FACTS = {
    "name": "Anna Läufer",
    "birth_year": 1990,
    "sex": "female",
    "height_m": 1.71,
    "mass_kg": None,
    "leg_length_m": None,
    "shoes": "light ones",
    "notes": "",
    "tags": ["club"],
}


@pytest.fixture
def people(store):
    return People(store)


@pytest.fixture
def anna(people):
    return people.add(FACTS)


@pytest.fixture
def facts():
    """Facts of a person, other than Anna's where it is said."""
    return lambda **other: {**FACTS, **other}


@pytest.fixture
def filmed(store, bring, finish):
    """Film a person on a day; the numbers are of both feet."""

    def film(person, day, left, right=None, uncertainty=5.0, content=b"film"):
        recording = bring(f"{day}.mp4", content)
        store.set_about(recording.id, person_id=person.id, day=day)
        values = [("left", left), ("right", right)]
        numbers = [
            Number("contact_time", "person-1", side, value, uncertainty, "s")
            for side, value in values
            if value is not None
        ]
        store.set_numbers(recording.id, numbers)
        store.set_view(recording.id, "left")
        recording.results.mkdir()
        (recording.results / "report.html").write_text(f"<p>{day}</p>", "utf-8")
        return finish(recording)

    return film
