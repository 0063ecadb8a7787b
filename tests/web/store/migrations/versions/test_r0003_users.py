import pytest
from sqlalchemy import create_engine, text

from midstance.web.access.sight import Sight
from midstance.web.access.who import Who
from midstance.web.store.database import migrate, open_database, sqlite_url
from midstance.web.store.people import People
from midstance.web.store.recordings import Store

FILLED = (
    "INSERT INTO people VALUES ('a', 'Anna', NULL, '', NULL, NULL, NULL, '', '', "
    "'[]', 0.0)",
    "INSERT INTO recordings VALUES ('20260131-120000-abcdef', 'run.mp4', 'abc', 4, "
    "'{}', 'done', '', '', 1.0, 1, 1, 0, 1.0, 2.0, 3.0, 4.0, 'a', '2026-01-31', "
    "'left')",
)


@pytest.fixture
def url(tmp_path):
    """A filled database of the revision before."""
    address = sqlite_url(tmp_path / "midstance.db")
    engine = create_engine(address)
    migrate(engine, to="0002")
    with engine.begin() as connection:
        for statement in FILLED:
            connection.execute(text(statement))
    engine.dispose()
    return address


def test_people_and_recordings_stay_and_coaches_see_them(url, tmp_path):
    open_database(url).dispose()
    store = Store(tmp_path, url)
    (recording,), (anna,) = store.all(), People(store).find()
    assert (recording.person_id, anna.name) == (anna.id, "Anna")
    assert Sight(store.rows, Who("u", "Bo", "coach")).sees(anna.id)
    store.close()
