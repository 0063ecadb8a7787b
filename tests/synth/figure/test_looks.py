import numpy as np
import pytest

from midstance.errors import ConfigError
from midstance.synth.figure.looks import LOOKS, get_look, linear


def test_mid_grey_is_about_a_fifth_of_the_light():
    np.testing.assert_allclose(linear("#808080"), 0.2195, atol=0.001)


def test_an_unknown_look_lists_the_known_ones():
    with pytest.raises(ConfigError, match=r"Unknown look 'gold'; choose from \['blue'"):
        get_look("gold")


@pytest.mark.parametrize("name", sorted(LOOKS))
def test_legs_differ_from_the_shirt_in_every_look(name):
    look = get_look(name)
    assert np.abs(linear(look.legs) - linear(look.shirt)).max() > 0.05
