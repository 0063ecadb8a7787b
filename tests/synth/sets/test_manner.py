import numpy as np
import pytest

from midstance.errors import ConfigError
from midstance.synth.sets.manner import Manner, bump, draw_manner, there_and_back


def test_a_side_that_does_not_exist_is_refused():
    with pytest.raises(ConfigError, match="leads must be 'left' or 'right'"):
        Manner(leads="both")


def test_people_differ_and_one_seed_gives_one_person():
    first, again, other = (
        draw_manner(np.random.default_rng(seed)) for seed in (1, 1, 2)
    )
    assert first == again != other


def test_there_and_back_is_whole_in_the_middle_and_a_bump_ends_at_its_sides():
    part = np.array([0.0, 0.5, 1.0])
    assert there_and_back(part) == pytest.approx([0.0, 1.0, 0.0])
    assert bump(part, 0.5, 0.25) == pytest.approx([0.0, 1.0, 0.0])
