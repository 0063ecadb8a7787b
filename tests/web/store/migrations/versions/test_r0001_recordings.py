from sqlalchemy import create_engine, inspect

from midstance.web.store.database import migrate, sqlite_url


def test_it_makes_the_first_tables(tmp_path):
    engine = create_engine(sqlite_url(tmp_path / "app.db"))
    migrate(engine, to="0001")
    assert {"recordings", "summary_values"} <= set(inspect(engine).get_table_names())
    engine.dispose()
