from sqlalchemy import create_engine, inspect, text

from midstance.web.store.database import migrate, open_database, sqlite_url


def test_users_stay_and_presets_can_be_kept(tmp_path):
    url = sqlite_url(tmp_path / "midstance.db")
    engine = create_engine(url)
    migrate(engine, to="0004")
    with engine.begin() as connection:
        user = "INSERT INTO users VALUES ('u', 'Ann', 'owner', 'hash', NULL, 0.0)"
        connection.execute(text(user))
    engine.dispose()
    opened = open_database(url)
    assert "presets" in inspect(opened).get_table_names()
    with opened.connect() as connection:
        assert connection.scalar(text("SELECT name FROM users")) == "Ann"
    opened.dispose()
