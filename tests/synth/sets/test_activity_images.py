import numpy as np
import pytest

from midstance.errors import ConfigError
from midstance.schema.skeletons import MPII_16
from midstance.synth.sets.activity_images import (
    ACTIVITIES,
    PictureSettings,
    draw_video,
)

SMALL = PictureSettings(width_px=160, height_px=120)
AT = {name: index for index, name in enumerate(MPII_16.keypoints)}


N_DRAWN = 9


@pytest.fixture(scope="module")
def videos():
    return [draw_video(SMALL, number, seed=1) for number in range(N_DRAWN)]


def test_activities_take_turns(videos):
    assert [video[0][1].activity for video in videos] == list(ACTIVITIES[:N_DRAWN])
    assert all(len(video) == SMALL.n_of_video for video in videos)


def test_one_seed_gives_one_picture(videos):
    image, labelled = draw_video(SMALL, 3, seed=1)[0]
    np.testing.assert_array_equal(image, videos[3][0][0])
    np.testing.assert_array_equal(
        labelled.people[0].xy_px, videos[3][0][1].people[0].xy_px
    )
    other, _ = draw_video(SMALL, 3, seed=2)[0]
    assert np.abs(other.astype(int) - image).mean() > 5


def test_the_joints_lie_where_the_person_was_drawn(videos):
    # Two moments of one camera differ where the person is, and hardly elsewhere.
    for video in videos:
        (one, labelled), (other, _) = video
        if len(labelled.people) > 1:
            continue
        moved = np.abs(one.astype(int) - other).sum(axis=-1) > 40
        if not moved.any():
            continue  # who stands does not move
        xy = labelled.people[0].xy_px
        low, high = np.nanmin(xy, axis=0) - 25, np.nanmax(xy, axis=0) + 25
        rows, columns = np.nonzero(moved)
        inside = (columns > low[0]) & (columns < high[0])
        inside &= (rows > low[1]) & (rows < high[1])
        assert inside.mean() > 0.6


def test_the_head_is_in_its_box_and_scale_is_the_height(videos):
    for video in videos:
        for _, labelled in video:
            person = labelled.people[0]
            left, top, right, bottom = person.head_box_px
            x, y = person.xy_px[[AT["head_top"]]].T
            assert left - 2 < x[0] < right + 2
            assert top - 2 < y[0] < bottom + 2
            assert 0.1 < person.scale < 1.0


def test_somebody_seen_from_the_side_hides_a_shoulder(videos):
    hidden = [
        not person.is_visible[[AT["left_shoulder"], AT["right_shoulder"]]].all()
        for video in videos
        for _, labelled in video
        for person in labelled.people
    ]
    assert 0.1 < np.mean(hidden) < 0.9


def test_settings_that_cannot_be_drawn_are_refused():
    with pytest.raises(ConfigError, match=r"activities must be some of .*'swim'"):
        PictureSettings(activities=("swim",))
    with pytest.raises(ConfigError, match="at least 64 x 64"):
        PictureSettings(width_px=10)
    with pytest.raises(ConfigError, match="n_of_video must be at least 1"):
        PictureSettings(n_of_video=0)
