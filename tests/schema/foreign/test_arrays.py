import numpy as np
import pytest

from midstance.errors import SchemaError
from midstance.schema.foreign.arrays import as_names, as_numbers


def test_single_precision_stays_and_whole_numbers_become_floats():
    assert as_numbers(np.zeros(2, np.float32), "x").dtype == np.float32
    assert as_numbers([True, False], "x").dtype == float


@pytest.mark.parametrize("values", ["text", [[1], [1, 2]], object()])
def test_what_is_no_array_of_numbers_is_said(values):
    with pytest.raises(SchemaError, match="confidence must be an array of numbers"):
        as_numbers(values, "confidence")


@pytest.mark.parametrize("names", ["nose", b"nose", None, 3, [3]])
def test_what_is_no_list_of_names_is_said(names):
    with pytest.raises(SchemaError, match="keypoints must be a list of names"):
        as_names(names, "keypoints")


def test_names_of_an_array_are_plain_text():
    names = as_names(np.array(["nose", "left_ear"]), "keypoints")
    assert [type(name) for name in names] == [str, str]
