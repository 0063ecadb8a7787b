import numpy as np
import pytest
import xarray as xr

from midstance.schema.one_person import of_person
from midstance.schema.tracks import make_tracks


@pytest.fixture
def both():
    place = np.arange(24.0).reshape(3, 2, 2, 2)
    return make_tracks(
        place,
        np.ones((3, 2, 2)),
        np.arange(3.0),
        keypoints=["nose", "left_hip"],
        individuals=["ann", "bob"],
    )


@pytest.mark.parametrize("name", ["ann", "bob"])
def test_one_person_is_what_selecting_gives_and_nothing_is_copied(both, name):
    own = of_person(both, name)
    xr.testing.assert_identical(own, both.sel(individual=[name]))
    assert np.shares_memory(own["position"].to_numpy(), both["position"].to_numpy())


def test_who_is_not_there_is_refused(both):
    with pytest.raises(KeyError, match="carl"):
        of_person(both, "carl")
