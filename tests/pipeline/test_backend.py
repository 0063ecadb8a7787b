import pytest

from midstance.config import Config, Plugin
from midstance.pipeline import backend
from midstance.pipeline.backend import choose_backend, lacks_heavy


@pytest.mark.parametrize(
    ("settings", "n_people"),
    [
        ({}, 3),
        ({"people": 5}, 5),
        ({"people": "all"}, 6),
        ({"runner": "left"}, 6),
        ({"pose": Plugin(name="blazepose", params={"max_people": 1})}, 1),
    ],
)
def test_so_many_people_are_looked_for(settings, n_people):
    assert choose_backend(Config(**settings)).max_people == n_people


def test_a_backend_that_takes_whom_it_gets_is_not_told_how_many():
    given = Config(pose=Plugin(name="canned", params={}), people="all")
    assert not hasattr(choose_backend(given), "max_people")


@pytest.fixture
def heavy(monkeypatch):
    """Say whether the weights of the heavy network are here."""

    def say(*, is_here):
        monkeypatch.setattr(backend, "is_here", lambda name: is_here)

    return say


@pytest.mark.parametrize(
    ("quality", "is_here", "models"),
    [
        ("auto", True, ("full", "heavy")),
        ("auto", False, ("full", "none")),
        ("fast", True, ("full", "none")),
        ("good", False, ("full", "heavy")),  # which then says that weights are missing
        ("best", True, ("heavy", "none")),
    ],
)
def test_a_quality_chooses_the_networks(heavy, quality, is_here, models):
    heavy(is_here=is_here)
    chosen = choose_backend(Config(quality=quality))
    assert (chosen.model, chosen.second_model) == models


def test_who_names_a_network_gets_that_one(heavy):
    heavy(is_here=True)
    named = Config(pose=Plugin(name="blazepose", params={"model": "lite"}))
    assert choose_backend(named).model == "lite"
    assert choose_backend(named).second_model == "none"


@pytest.mark.parametrize(
    ("settings", "is_here", "lacks"),
    [
        ({}, False, True),
        ({}, True, False),
        ({"quality": "fast"}, False, False),
        ({"pose": Plugin(name="rtmpose")}, False, False),
    ],
)
def test_it_says_when_the_heavy_network_is_missed(heavy, settings, is_here, lacks):
    heavy(is_here=is_here)
    assert lacks_heavy(Config(**settings)) is lacks
