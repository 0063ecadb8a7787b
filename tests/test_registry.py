from dataclasses import dataclass

import pytest

from midstance.errors import ConfigError
from midstance.registry import Registry


@dataclass(frozen=True)
class Sieve:
    """Something with one setting."""

    width_s: float = 0.1


@pytest.fixture
def shelf():
    """A registry that holds a sieve."""
    shelf = Registry("thing", "midstance.schema")
    shelf.register("sieve")(Sieve)
    return shelf


def test_same_name_twice_is_refused(shelf):
    with pytest.raises(ConfigError, match="thing 'sieve' is registered twice"):
        shelf.register("sieve")(object)


def test_unknown_name_lists_the_known_ones(shelf):
    with pytest.raises(
        ConfigError, match=r"Unknown thing 'b'; choose from \['sieve'\]"
    ):
        shelf.get("b")


def test_an_unknown_name_that_is_nearly_right_is_answered_with_the_right_one(shelf):
    with pytest.raises(ConfigError, match="Unknown thing 'sieves'; did you mean sieve"):
        shelf.get("sieves")


def test_a_name_that_is_no_text_is_unknown(shelf):
    with pytest.raises(ConfigError, match=r"Unknown thing \['sieve'\]; did"):
        shelf.get(["sieve"])


def test_build_sets_the_parameters(shelf):
    assert shelf.build("sieve", {"width_s": 2}) == Sieve(2.0)


def test_build_names_an_unknown_parameter_and_the_known_ones(shelf):
    with pytest.raises(
        ConfigError, match=r"no parameter 'width'; did you mean width_s\?"
    ):
        shelf.build("sieve", {"width": 1})


def test_build_names_a_parameter_of_the_wrong_type(shelf):
    with pytest.raises(ConfigError, match=r"thing 'sieve': width_s: .*number.*"):
        shelf.build("sieve", {"width_s": "broad"})
