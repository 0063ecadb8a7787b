import dataclasses

import numpy as np
import pytest

from midstance.schema.tracks import individuals, load_tracks, save_tracks
from midstance.tracking.choose import choose_people
from midstance.tracking.link import link
from midstance.tracking.shots import person_of, shots_of, without_repeats

CUT = 30


def cut_at(frames, *cuts):
    """Frames of a video that is cut before each of `cuts`."""
    return [
        (
            time_s,
            dataclasses.replace(poses, image_new=0.9 if k in cuts else 0.05),
        )
        for k, (time_s, poses) in enumerate(frames)
    ]


@pytest.fixture
def two_shots(scene):
    """A runner who stays at one place, with a second one left of them after a cut."""

    def make(*, after, is_cut=True):
        own = [scene.frame(scene.body(300), colours=[scene.shirt(1)])] * CUT
        later = [
            scene.frame(
                *(scene.body(310 + 200 * n) for n in range(len(after))),
                colours=[scene.shirt(number) for number in after],
            )
        ] * CUT
        return cut_at(scene.timed([*own, *later]), *([CUT] if is_cut else []))

    return make


def test_without_a_cut_it_is_one_track(two_shots):
    tracks = link(two_shots(after=[1], is_cut=False), "blazepose-33")
    assert individuals(tracks) == ["person-1"]
    assert "shot" not in tracks.coords


def test_no_track_goes_on_after_a_cut(two_shots, tmp_path):
    tracks = link(two_shots(after=[1]), "blazepose-33")
    assert individuals(tracks) == ["person-1", "person-1-shot-2"]
    seen = tracks["position"].notnull().all(("space", "keypoint"))
    before, after = seen.transpose("individual", "time").to_numpy()
    assert before[:CUT].all()
    assert not before[CUT:].any()
    assert (after == ~before).all()
    save_tracks(tracks, tmp_path / "tracks.nc")
    again = load_tracks(tmp_path / "tracks.nc")
    assert again["shot"].to_numpy().tolist() == [1] * CUT + [2] * CUT


def test_somebody_in_other_clothes_is_somebody_else(two_shots):
    tracks = link(two_shots(after=[5]), "blazepose-33")
    assert individuals(tracks) == ["person-1", "person-2"]


def test_of_two_after_the_cut_the_one_in_the_same_clothes_is_the_same(two_shots):
    tracks = link(two_shots(after=[5, 1]), "blazepose-33")
    assert set(individuals(tracks)) == {"person-1", "person-1-shot-2", "person-2"}
    hips = tracks["position"].sel(space="x", keypoint="left_hip").mean("time")
    assert float(hips.sel(individual="person-1-shot-2")) > 450


@pytest.mark.parametrize(
    ("after", "chosen"),
    [
        ([1], ["person-1", "person-1-shot-2"]),
        ([5], ["person-1", "person-2"]),
        ([5, 1], ["person-1", "person-1-shot-2"]),
    ],
)
def test_one_person_is_reported_in_every_shot(two_shots, after, chosen):
    assert choose_people(link(two_shots(after=after), "blazepose-33")) == chosen


def test_who_is_in_a_region_has_a_track_for_each_shot(two_shots):
    regions = {"anna": [(0, 0), (500, 0), (500, 900), (0, 900)]}
    tracks = link(two_shots(after=[1]), "blazepose-33", regions=regions)
    assert individuals(tracks) == ["anna", "anna-shot-2"]
    assert person_of("anna-shot-2") == "anna"


def test_a_short_shot_keeps_its_people(scene):
    frames = scene.timed([scene.frame(scene.body(300))] * 70)
    tracks = link(cut_at(frames, 60), "blazepose-33")
    assert tracks.sizes["individual"] == 2


def test_repeated_pictures_are_left_out(scene):
    frames = [
        (
            time_s,
            dataclasses.replace(poses, image_change=0.1 if k % 2 else 20.0),
        )
        for k, (time_s, poses) in enumerate(
            scene.timed([scene.frame(scene.body(300))] * 40, rate_hz=50.0)
        )
    ]
    kept = without_repeats(frames)
    assert np.diff([time_s for time_s, _ in kept]) == pytest.approx(0.04)


def test_frames_that_nobody_compared_are_one_shot(scene):
    frames = scene.timed([scene.frame(scene.body(300))] * 5)
    assert not shots_of(frames).any()
    assert len(without_repeats(frames)) == 5


def fading(frames, start_s, end_s):
    """Frames of which those from start to end show two shots at once."""
    return [
        (
            time_s,
            dataclasses.replace(
                poses,
                image_new=0.4 if abs(time_s - start_s) < 0.02 else 0.05,
                image_mixed=0.6 if start_s <= time_s - 0.5 <= end_s else 0.0,
            ),
        )
        for time_s, poses in frames
    ]


def test_nobody_is_seen_while_shots_fade_into_one_another(scene):
    frames = scene.timed([scene.frame(scene.body(300), colours=[scene.shirt(1)])] * 90)
    faded = fading(frames, 1.2, 1.6)
    tracks = link(faded, "blazepose-33")
    assert individuals(tracks) == ["person-1-shot-2", "person-1"]
    time_s = tracks["time"].to_numpy()
    seen = tracks["position"].notnull().any(("space", "keypoint", "individual"))
    unseen_s = time_s[~seen.to_numpy()]
    assert unseen_s.min() == pytest.approx(1.07, abs=0.04)
    assert unseen_s.max() == pytest.approx(1.73, abs=0.04)
    assert tracks["shot"].to_numpy().max() == 2
    change = time_s[np.flatnonzero(np.diff(tracks["shot"].to_numpy()))[0]]
    assert change == pytest.approx(1.4, abs=0.05)
