import numpy as np
import pytest

from midstance.activity.dataset.split import split_images
from midstance.formats.datasets.labelled_people import LabelledImage, LabelledPerson


def images(n_videos=200, seed=0):
    rng = np.random.default_rng(seed)
    made = []
    for video in range(n_videos):
        activity = str(rng.choice(["walk", "run", "jump"], p=[0.5, 0.3, 0.2]))
        for _ in range(rng.integers(1, 4)):
            xy = np.where(rng.random((16, 1)) < 0.8, 5.0, np.nan) * np.ones((16, 2))
            none = np.full(4, np.nan)
            one = LabelledPerson(xy, np.ones(16, bool), 1.0, none[:2], none)
            name = f"{len(made)}.jpg"
            made.append(
                LabelledImage(name, (one,), activity=activity, video=f"v{video}")
            )
    return made


def test_no_video_is_on_both_sides_and_all_pictures_are_on_one():
    given = images()
    parts = split_images(given)
    assert len(parts.first) + len(parts.second) == len(given)
    assert not {one.video for one in parts.first} & {one.video for one in parts.second}
    assert parts.first == [
        one for one, is_first in zip(given, parts.is_first, strict=True) if is_first
    ]


def test_deviations_are_those_of_the_sides():
    given = images()
    parts = split_images(given, share=0.7)
    off = parts.deviations.set_index("label")
    n_walks = [sum(one.activity == "walk" for one in s) for s in (given, parts.first)]
    assert off.loc["walk", "n"] == n_walks[0]
    assert off.loc["walk", "deviation"] == pytest.approx(n_walks[1] / n_walks[0] - 0.7)
    assert off["deviation"].abs().max() < 0.03
    assert len(parts.first) / len(given) == pytest.approx(0.7, abs=0.01)


def test_pictures_without_people_or_activity_are_spread_too():
    given = [LabelledImage(f"{k}.jpg", ()) for k in range(10)]
    assert len(split_images(given, share=0.6).first) == 6
