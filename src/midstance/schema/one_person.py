"""The tracks of one person, without a copy of them."""

import xarray as xr

from midstance.schema.tracks import individuals


def of_person(tracks: xr.Dataset, name: str) -> xr.Dataset:
    """Return the tracks of one person, with ``individual`` of size 1.

    Nothing is copied: what is returned looks at the numbers of `tracks`, and is not
    to be changed in place.

    Raises
    ------
    KeyError
        If nobody is called so.

    Examples
    --------
    >>> import midstance as ms
    >>> tracks = ms.load_tracks(ms.example_file("tracks"))
    >>> of_person(tracks, "person-1").sizes["individual"]
    1

    """
    names = individuals(tracks)
    if name not in names:
        raise KeyError(name)
    number = names.index(name)
    return tracks.isel(individual=slice(number, number + 1))
