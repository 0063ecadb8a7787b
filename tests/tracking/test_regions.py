import numpy as np
import pytest

from midstance.schema.tracks import individuals
from midstance.tracking.link import link
from midstance.tracking.regions import link_by_region

LEFT = ((0, 0), (400, 0), (400, 700), (0, 700))
RIGHT = ((400, 0), (1000, 0), (1000, 700), (400, 700))


def test_everybody_is_who_the_place_says(scene):
    frames = [
        scene.frame(*[scene.body(x) for x in ((200, 600) if k % 2 else (600, 200))])
        for k in range(30)
    ]
    tracks = link(
        scene.timed(frames), "blazepose-33", regions={"anna": LEFT, "berta": RIGHT}
    )
    hips = tracks["position"].sel(keypoint="left_hip", space="x")
    assert sorted(individuals(tracks)) == ["anna", "berta"]
    assert hips.sel(individual="anna").to_numpy() == pytest.approx(np.full(30, 210))
    assert hips.sel(individual="berta").to_numpy() == pytest.approx(np.full(30, 610))


def test_who_steps_out_of_a_region_is_nobody(scene):
    frames = [scene.frame(scene.body(200 if k < 20 else 1500)) for k in range(30)]
    people, _ = scene.bodies(frames)
    found = link_by_region(people, {"anna": LEFT, "berta": RIGHT})
    assert [body.frame for body in found["anna"]] == list(range(20))
    assert found["berta"] == []
    tracks = link(scene.timed(frames), "blazepose-33", regions={"anna": LEFT})
    assert individuals(tracks) == ["anna"]


def test_of_two_in_a_region_the_one_who_is_more_inside_counts(scene):
    people, _ = scene.bodies([scene.frame(scene.body(395), scene.body(250))])
    [body] = link_by_region(people, {"anna": LEFT})["anna"]
    assert body.centre_px[0] == pytest.approx(250)
