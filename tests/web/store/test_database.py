import pytest
from sqlalchemy import create_engine, inspect, text

from midstance.errors import FormatError
from midstance.web.store.database import migrate, open_database, sqlite_url
from midstance.web.store.tables import Table


@pytest.fixture
def url(tmp_path):
    return sqlite_url(tmp_path / "app.db")


def test_the_migrations_make_the_tables_that_the_code_knows(url):
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    engine = open_database(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Table.metadata)
    # SQLAlchemy does not read what becomes of a key that a column brings along.
    keys = {("remove_fk", "recordings"), ("add_fk", "recordings")}
    told = {(one[0], one[1].table.name) for one in differences if one[0].endswith("fk")}
    assert told <= keys
    assert [one for one in differences if not one[0].endswith("fk")] == []
    engine.dispose()


def test_readers_and_a_writer_work_side_by_side(url):
    engine = open_database(url)
    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
    engine.dispose()


def test_opening_twice_changes_nothing(url):
    open_database(url).dispose()
    engine = open_database(url)
    assert set(inspect(engine).get_table_names()) > set(Table.metadata.tables)
    engine.dispose()


def test_a_database_of_a_later_version_is_left_alone(url):
    open_database(url).dispose()
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(FormatError, match="a later version"):
        migrate(engine)
    engine.dispose()


def test_a_folder_with_a_per_cent_sign_is_no_problem(tmp_path):
    place = tmp_path / "100 % mine"
    place.mkdir()
    open_database(sqlite_url(place / "app.db")).dispose()
