"""Tracks of one skeleton as tracks of another."""

import numpy as np
import xarray as xr

from midstance.schema.skeletons import MIDDLES, Skeleton
from midstance.schema.tracks import DIMS, make_tracks


def to_skeleton(tracks: xr.Dataset, skeleton: Skeleton) -> xr.Dataset:
    """Return tracks with exactly the keypoints of `skeleton`.

    Parameters
    ----------
    tracks
        In 2D or 3D, of any skeleton that shares names with `skeleton`.
    skeleton
        A keypoint that `tracks` do not have lies in the middle of others
        (`MIDDLES`) or, where those are not there either, is NaN throughout. The
        confidence of a middle is the mean of its parts.

    """
    have = set(tracks["keypoint"].to_numpy().tolist())
    n_space, n_people = tracks.sizes["space"], tracks.sizes["individual"]
    shape = (tracks.sizes["time"], n_space, len(skeleton.keypoints), n_people)
    position, confidence = (
        np.full(shape, np.nan),
        np.full((shape[0], *shape[2:]), np.nan),
    )
    places = tracks["position"].transpose(*DIMS)
    trust = tracks["confidence"].transpose("time", "keypoint", "individual")
    for index, name in enumerate(skeleton.keypoints):
        parts = [name] if name in have else list(MIDDLES.get(name, ()))
        if not parts or not have.issuperset(parts):
            continue
        position[:, :, index] = places.sel(keypoint=parts).mean(
            "keypoint", skipna=False
        )
        confidence[:, index] = trust.sel(keypoint=parts).mean("keypoint", skipna=False)
    return make_tracks(
        position,
        confidence,
        tracks["time"].to_numpy(),
        keypoints=skeleton.keypoints,
        individuals=[str(name) for name in tracks["individual"].to_numpy()],
        space_unit=str(tracks["position"].attrs.get("space_unit", "px")),
        attrs={**tracks.attrs, "skeleton": skeleton.name},
    )
