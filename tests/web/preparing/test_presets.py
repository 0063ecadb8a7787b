import pytest

from midstance.errors import ConfigError, FormatError
from midstance.web.preparing import presets as module
from midstance.web.preparing.presets import Presets

SIDE = {"subject": {"view": "left"}, "clip": {"camera": "still"}}


@pytest.fixture
def presets(store):
    return Presets(store.rows)


def test_a_preset_is_kept_changed_and_deleted(presets):
    kept = presets.add(" treadmill 2, side ", SIDE)
    assert presets.all() == [kept]
    assert (kept.name, kept.settings) == ("treadmill 2, side", SIDE)
    presets.change(kept.id, "treadmill 2", {"people": "all"})
    (changed,) = presets.all()
    assert (changed.name, changed.settings) == ("treadmill 2", {"people": "all"})
    presets.remove(kept.id)
    assert presets.all() == []
    for gone in (lambda: presets.remove(kept.id), lambda: presets.change("x", "y", {})):
        with pytest.raises(FormatError, match="no such preset"):
            gone()


def test_nothing_of_a_runner_is_kept(presets):
    subject = {"view": "left", "height_m": 1.8, "mass_kg": 70.0, "name": "Anna"}
    clip = {"start_s": 1.0, "end_s": 5.0, "slow_motion": 4.0}
    subject["speed_m_s"] = 3.0
    kept = presets.add("side", {"subject": subject, "clip": clip})
    assert kept.settings == {"subject": {"view": "left"}, "clip": {"slow_motion": 4.0}}


def test_a_name_is_given_once(presets):
    first, second = presets.add("side", SIDE), presets.add("rear", SIDE)
    with pytest.raises(ConfigError, match="preset 'side' already"):
        presets.add("side", {})
    with pytest.raises(ConfigError, match="preset 'side' already"):
        presets.change(second.id, "side", {})
    assert presets.change(first.id, "side", {}).settings == {}


def test_there_is_an_end_to_presets(presets, monkeypatch):
    monkeypatch.setattr(module, "MOST", 1)
    presets.add("side", SIDE)
    with pytest.raises(ConfigError, match="1 presets already"):
        presets.add("rear", SIDE)
