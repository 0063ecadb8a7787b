from sqlalchemy import create_engine, text

from midstance.web.store.database import migrate, open_database, sqlite_url


def test_presets_stay_and_recordings_can_have_first_numbers(tmp_path):
    url = sqlite_url(tmp_path / "midstance.db")
    engine = create_engine(url)
    migrate(engine, to="0005")
    with engine.begin() as connection:
        preset = "INSERT INTO presets VALUES ('p', 'side', '{}', 0.0)"
        connection.execute(text(preset))
    engine.dispose()
    opened = open_database(url)
    with opened.connect() as connection:
        assert connection.scalar(text("SELECT name FROM presets")) == "side"
        columns = connection.execute(text("SELECT * FROM recordings")).keys()
    assert "first_numbers" in columns
    opened.dispose()
