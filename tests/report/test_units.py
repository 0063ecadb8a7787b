import pytest

from midstance.errors import ConfigError
from midstance.report import units as module
from midstance.report.units import Units, choose_units, keep_units, kept_units


@pytest.fixture
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_file", lambda: tmp_path / "report.toml")
    return tmp_path


@pytest.mark.parametrize(
    ("speed", "words"),
    [
        ("m/s", "3.0 m/s"),
        ("km/h", "10.8 km/h"),
        ("min/km", "5:33 min/km"),
        ("mph", "6.7 mph"),
        ("min/mile", "8:56 min/mile"),
    ],
)
def test_a_speed_is_written_as_it_is_asked_for(speed, words):
    assert Units(speed=speed).speed_text(3.0) == words


def test_a_pace_never_has_sixty_seconds():
    assert Units(speed="min/km").speed_text(1000 / 299.7) == "5:00 min/km"


@pytest.mark.parametrize("speed_m_s", [float("nan"), 0.0, -1.0])
def test_no_speed_is_a_dash(speed_m_s):
    assert Units(speed="min/km").speed_text(speed_m_s) == "\N{EN DASH}"


@pytest.mark.parametrize(
    ("unit", "value", "imperial"),
    [("cm", 25.4, (10.0, "in")), ("m", 0.9144, (3.0, "ft")), ("ms", 9.0, (9.0, "ms"))],
)
def test_lengths_are_converted_and_nothing_else(unit, value, imperial):
    scale = Units("imperial").scale(unit, value)
    assert (pytest.approx(scale.factor * value), scale.unit) == imperial
    assert Units().scale("cm", 3.0).unit == "cm"


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("imperial", Units("imperial", "mph")),
        ("metric", Units("metric", "m/s")),
        ("min/km", Units("metric", "min/km")),
        ("imperial, min/mile", Units("imperial", "min/mile")),
    ],
)
def test_a_text_chooses_units(text, units):
    assert choose_units(text) == units


def test_an_unknown_unit_is_named_with_those_there_are():
    with pytest.raises(ConfigError, match=r"min/km.*got 'knots'"):
        choose_units("knots")


def test_units_are_remembered(own_folder):
    assert kept_units() == Units()
    keep_units(Units("imperial", "min/mile"))
    assert kept_units() == Units("imperial", "min/mile")


def test_a_damaged_memory_is_forgotten(own_folder):
    (own_folder / "report.toml").write_text("units = 3")
    assert kept_units() == Units()
    (own_folder / "report.toml").write_bytes(b"\xff\xfe[")
    assert kept_units() == Units()
