import numpy as np
import pytest

from midstance.tracking.affinity import (
    Stage,
    affinity,
    appearance_of,
    clothes_affinity,
    mean_colours,
    stage_of,
)
from midstance.tracking.tracklets import find_tracklets

STAGE = Stage(left_px=0.0, right_px=100.0, area_px=1280 * 720)


def looks(scene, *, start, x_px, speed_px=0.0, colour=None, **build):
    """Appearance of someone who walks for ten frames from frame `start` on."""
    colours = None if colour is None else [scene.shirt(colour)]
    frames = [scene.frame()] * start
    frames += [
        scene.frame(scene.body(x_px + speed_px * k, **build), colours=colours)
        for k in range(10)
    ]
    [piece] = find_tracklets(*scene.bodies(frames))
    return appearance_of(piece.bodies)


def test_who_goes_on_is_the_same_and_who_does_not_is_not(scene):
    before = looks(scene, start=0, x_px=100, speed_px=10)
    ahead = looks(scene, start=15, x_px=250, speed_px=10)
    elsewhere = looks(scene, start=15, x_px=900, speed_px=10)
    back = looks(scene, start=15, x_px=250, speed_px=-10)
    assert affinity(before, ahead, STAGE) > 3
    assert affinity(before, elsewhere, STAGE) < 0
    assert affinity(before, back, STAGE) < affinity(before, ahead, STAGE)


def test_velocity_and_place_are_those_of_the_ends(scene):
    found = looks(scene, start=3, x_px=100, speed_px=10)
    assert found.start.velocity_px_s == pytest.approx([300, 0], abs=1e-3)
    assert found.end.centre_px == pytest.approx([190, 300], abs=1e-3)
    assert found.end.time_s == pytest.approx(12 / 30)


def test_another_size_speaks_against(scene):
    before = looks(scene, start=0, x_px=100)
    same = looks(scene, start=15, x_px=100)
    taller = looks(scene, start=15, x_px=100, torso_px=140.0)
    assert affinity(before, same, STAGE) > affinity(before, taller, STAGE) + 3


def test_other_clothes_say_more_than_equal_ones(scene):
    red, blue = scene.shirt(0), scene.shirt(5)
    assert 0 < clothes_affinity(red, red) < 1.5
    assert clothes_affinity(red, blue) < -4
    # Light changes from place to place.
    assert clothes_affinity(red, blue) < clothes_affinity(red, blue, gap_s=1.0) < -1
    assert clothes_affinity(red, np.full_like(red, np.nan)) == 0.0


def test_after_a_long_time_the_place_says_little(scene):
    before = looks(scene, start=0, x_px=100)
    near, far = (looks(scene, start=160, x_px=x) for x in (150, 900))
    apart = affinity(before, near, STAGE) - affinity(before, far, STAGE)
    assert 0 < apart < 3


def test_clothes_are_the_mean_of_those_seen(scene):
    frames = [
        scene.frame(scene.body(200), colours=[scene.shirt(0)]),
        scene.frame(scene.body(200), colours=[scene.shirt(5)]),
        scene.frame(scene.body(200)),
    ]
    people, _ = scene.bodies(frames)
    mean = mean_colours([found for [found] in people])
    assert mean == pytest.approx((scene.shirt(0) + scene.shirt(5)) / 2)


def test_nobody_new_comes_in_the_middle_of_the_scene(scene):
    before = looks(scene, start=0, x_px=400)
    after = looks(scene, start=30, x_px=600)
    wide = Stage(left_px=0.0, right_px=1280.0, area_px=STAGE.area_px)
    narrow = Stage(left_px=380.0, right_px=620.0, area_px=STAGE.area_px)
    assert affinity(before, after, wide) > affinity(before, after, narrow) + 2


def test_the_stage_holds_everybody(scene):
    [first], [second] = scene.bodies(
        [scene.frame(scene.body(200)), scene.frame(scene.body(900))]
    )[0]
    stage = stage_of([first, second])
    assert stage.left_px == pytest.approx(190, abs=1)
    assert stage.right_px == pytest.approx(920, abs=1)
    assert stage.area_px == pytest.approx((700 + 400) * 400)
