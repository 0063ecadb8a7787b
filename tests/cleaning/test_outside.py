import numpy as np

from midstance.cleaning.confidence_mask import ConfidenceMask
from midstance.cleaning.outside import without_outside
from midstance.schema.tracks import OUTSIDE, SEEN


def test_points_past_the_border_are_not_seen_and_the_rest_is_as_it_was(film):
    raw = film(duration_s=1.0)
    lowest = raw["position"].sel(keypoint="left_hip", space="y").max()
    cut = raw.assign_attrs(image_height_px=int(lowest) + 1)
    seen = without_outside(cut)
    feet = seen.sel(keypoint=["left_ankle", "right_foot_index"])
    assert feet["position"].isnull().all()
    assert feet["confidence"].isnull().all()
    assert (feet["observed"] == OUTSIDE).all()
    head = ["nose", "left_shoulder", "left_hip"]
    assert (
        seen["position"].sel(keypoint=head).equals(raw["position"].sel(keypoint=head))
    )
    assert (seen["observed"].sel(keypoint=head) == SEEN).all()
    assert (ConfidenceMask().apply(seen)["observed"] == OUTSIDE).sum() == (
        seen["observed"] == OUTSIDE
    ).sum()


def test_a_whole_body_is_left_alone(film):
    raw = film(duration_s=1.0)
    assert without_outside(raw) is raw
    assert np.isfinite(raw["position"]).all()


def test_without_the_size_of_the_image_nothing_is_outside(film):
    raw = film(duration_s=1.0)
    attrs = {k: v for k, v in raw.attrs.items() if not k.startswith("image_")}
    unknown = raw.drop_attrs().assign_attrs(attrs)
    assert without_outside(unknown) is unknown
