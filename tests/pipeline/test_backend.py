import pytest

from midstance.config import Config, Plugin
from midstance.pipeline.backend import choose_backend, looking_closer


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


@pytest.mark.parametrize(
    ("quality", "models"),
    [
        ("fast", ("full", "none")),
        ("good", ("full", "heavy")),
        ("best", ("heavy", "none")),
    ],
)
def test_a_quality_chooses_the_networks(quality, models):
    chosen = choose_backend(Config(quality=quality))
    assert (chosen.model, chosen.second_model) == models


def test_who_names_a_network_gets_that_one():
    named = Plugin(name="blazepose", params={"model": "lite"})
    chosen = choose_backend(Config(pose=named, quality="good"))
    assert (chosen.model, chosen.second_model) == ("lite", "none")


def test_another_network_has_no_qualities():
    given = Config(pose=Plugin(name="canned"), quality="best")
    assert choose_backend(given) == choose_backend(given.updated(quality="fast"))


def test_the_network_looks_closer_once_and_others_cannot():
    backend = choose_backend(Config())
    closer = looking_closer(backend)
    assert closer.search_windows
    assert not backend.search_windows
    assert looking_closer(closer) is None
    assert looking_closer(choose_backend(Config(pose=Plugin(name="canned")))) is None
