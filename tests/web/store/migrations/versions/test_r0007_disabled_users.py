from sqlalchemy import create_engine, text

from midstance.web.store.database import migrate, open_database, sqlite_url


def test_users_of_before_may_still_log_in(tmp_path):
    url = sqlite_url(tmp_path / "midstance.db")
    engine = create_engine(url)
    migrate(engine, to="0006")
    with engine.begin() as connection:
        user = "INSERT INTO users VALUES ('u', 'Ann', 'owner', 'hash', NULL, 0.0)"
        connection.execute(text(user))
    engine.dispose()
    opened = open_database(url)
    with opened.connect() as connection:
        found = connection.execute(text("SELECT name, is_disabled FROM users")).one()
        assert tuple(found) == ("Ann", 0)
    opened.dispose()
