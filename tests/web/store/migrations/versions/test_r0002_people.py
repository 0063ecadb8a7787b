import pytest
from sqlalchemy import create_engine, text

from midstance.web.store.database import migrate, open_database, sqlite_url
from midstance.web.store.recordings import Store

FILLED = (
    "INSERT INTO recordings VALUES ('20260131-120000-abcdef', 'run.mp4', 'abc', 4, "
    "'{}', 'done', '', '', 1.0, 1, 1, 0, 1.0, 2.0, 3.0, 4.0)",
    "INSERT INTO summary_values VALUES (7, '20260131-120000-abcdef', 'cadence', "
    "'person-1', 'both', 168.0, 1.0, 'steps/min')",
)


@pytest.fixture
def url(tmp_path):
    """A filled database of the revision before."""
    address = sqlite_url(tmp_path / "midstance.db")
    engine = create_engine(address)
    migrate(engine, to="0001")
    with engine.begin() as connection:
        for statement in FILLED:
            connection.execute(text(statement))
    engine.dispose()
    return address


def test_a_filled_database_keeps_its_recordings_and_numbers(url, tmp_path):
    open_database(url).dispose()
    store = Store(tmp_path, url)
    (recording,) = store.all()
    assert (recording.name, recording.state) == ("run.mp4", "done")
    assert (recording.person_id, recording.view) == (None, "")
    assert recording.day == "2026-01-31"
    (cadence,) = store.all_numbers(recording.id)
    assert (cadence.metric, cadence.value) == ("cadence", 168.0)
    store.close()


def test_what_belongs_to_a_person_goes_with_them_afterwards_too(url, tmp_path):
    engine = open_database(url)
    with engine.begin() as connection:
        columns = "id, name, sex, shoes, notes, tags, created_at"
        person = f"INSERT INTO people ({columns}) VALUES ('a', 'Anna', '', '', '', '[]'"
        connection.execute(text(f"{person}, 0.0)"))
        connection.execute(text("UPDATE recordings SET person_id = 'a'"))
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM people"))
        for table in ("recordings", "summary_values"):
            assert connection.scalar(text(f"SELECT count(*) FROM {table}")) == 0
    engine.dispose()
