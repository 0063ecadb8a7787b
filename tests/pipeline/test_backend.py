import pytest

from midstance.config import Config, Plugin
from midstance.pipeline.backend import choose_backend


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
    backend = choose_backend(Config(**settings))
    assert backend.max_people == n_people


def test_a_backend_that_takes_whom_it_gets_is_not_told_how_many():
    given = Config(pose=Plugin(name="canned", params={}), people="all")
    assert not hasattr(choose_backend(given), "max_people")
