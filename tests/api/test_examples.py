import pytest

import midstance as ms
from midstance.errors import ConfigError


def test_the_example_is_a_new_one_each_time():
    first, second = ms.example(), ms.example()
    first.measures["value"] = 0.0
    assert (second.measures["value"] != 0).any()
    assert (ms.example().measures["value"] != 0).any()


@pytest.mark.parametrize("kind", ["video", "tracks", "events"])
def test_the_files_are_there(kind):
    assert ms.example_file(kind).is_file()


def test_a_file_that_is_not_there_is_named():
    with pytest.raises(
        ConfigError, match=r"no example 'trakcs'; did you mean tracks\?"
    ):
        ms.example_file("trakcs")
