from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from midstance.errors import ConfigError, WeightsError
from midstance.pose.base import backends
from midstance.pose.images.crops import Square
from midstance.pose.networks import blazepose
from midstance.pose.networks.blazepose import BlazePose, Follower
from midstance.pose.networks.blazepose_followed import ROOMIER, Followed
from midstance.pose.networks.blazepose_landmarks import Person
from midstance.schema.skeletons import get_skeleton, mirrored
from midstance.synth.motion.route import Route
from midstance.synth.motion.runner import RunnerSettings
from midstance.synth.rendering.clip import ClipSettings, clip_truth, render_still
from midstance.synth.rendering.scene import SceneSettings
from midstance.video.reader import open_video
from midstance.weights.published import find_weights

FRAME = np.zeros((100, 400, 3), np.uint8)


def person_at(x_px, presence=0.9):
    """A person 50 px tall whose hips are at `x_px`."""
    shape = np.linspace([-10, -25], [10, 25], 33)
    return Person(
        presence,
        (shape + np.array([x_px, 50])).astype(np.float32),
        np.full(33, 0.8, np.float32),
        np.zeros((33, 3), np.float32),
        np.array([[x_px, 50.0], [x_px, 25.0]]),
    )


class World:
    """People at given places, seen by a detector and a landmark network."""

    def __init__(self, *places_px):
        self.places_px = list(places_px)
        self.n_detections = 0
        self.looks = []

    def detect(self, image, known_px):
        self.n_detections += 1
        known = [float(points[:, 0].mean()) for points in known_px]
        free = (x for x in self.places_px if not any(abs(x - k) < 2 for k in known))
        return [Square(x, 50, 62.5) for x in free]

    def look(self, image, square, others_px, own_px):
        self.looks.append((square.x_px, len(others_px), own_px is not None))
        near = [x for x in self.places_px if abs(x - square.x_px) < 30]
        if not near:
            return person_at(square.x_px, presence=0.1)
        return person_at(min(near, key=lambda x: abs(x - square.x_px)))

    def follower(self, **settings):
        return Follower(BlazePose(**settings), self.detect, lambda _: self.look)


def hips_px(poses):
    return poses.xy_px[:, :, 0].mean(axis=1).tolist()


def test_the_detector_runs_once_while_the_person_is_followed():
    world = World(50)
    follow = world.follower()
    for place in range(50, 90, 2):
        world.places_px = [place]
        assert hips_px(follow(FRAME)) == pytest.approx([place])
    assert world.n_detections == 1


def test_nobody_is_an_empty_result_and_is_searched_in_every_frame():
    world = World()
    follow = world.follower()
    assert [follow(FRAME).n_people for _ in range(3)] == [0, 0, 0]
    assert world.n_detections == 3


def test_someone_who_jumps_is_found_in_the_same_frame():
    world = World(50)
    follow = world.follower()
    follow(FRAME)
    world.places_px = [300]
    assert hips_px(follow(FRAME)) == pytest.approx([300])


def test_of_several_people_only_the_asked_number_is_followed():
    world = World(50, 200, 350)
    assert world.follower(max_people=1)(FRAME).n_people == 1
    assert hips_px(world.follower(max_people=2)(FRAME)) == pytest.approx([50, 200])


def test_people_keep_their_places_while_one_leaves_and_one_comes():
    world = World(50, 200)
    follow = world.follower(max_people=3, search_interval_s=0.17)
    follow(FRAME)
    world.places_px = [200, 350]
    assert hips_px(follow(FRAME)) == pytest.approx([200, 350])


@pytest.mark.parametrize("rate_hz", [10.0, 30.0, 120.0])
def test_newcomers_are_found_within_half_a_second_at_every_frame_rate(rate_hz):
    world = World(50)
    backend = BlazePose(max_people=2).at_rate(rate_hz)
    follow = Follower(backend, world.detect, lambda _: world.look)
    follow(FRAME)
    world.places_px = [50, 300]
    n_people = [follow(FRAME).n_people for _ in range(round(rate_hz))]
    assert n_people.index(2) + 1 <= 0.5 * rate_hz + 1


@pytest.mark.parametrize("rate_hz", [np.nan, 0.0, 1000.0])
def test_a_rate_that_is_none_changes_nothing(rate_hz):
    assert BlazePose().at_rate(rate_hz) == BlazePose()


def test_newcomers_are_found_within_the_search_interval():
    world = World(50)
    follow = world.follower(max_people=2, search_interval_s=0.13)
    follow(FRAME)
    follow(FRAME)
    world.places_px = [50, 200]
    assert [follow(FRAME).n_people for _ in range(4)] == [1, 1, 1, 2]
    assert world.n_detections == 3


def test_who_is_small_is_looked_for_at_once_and_then_twice_a_second():
    world, looked_in, n_frames = World(), [], 0

    def detect_small(image, known_px):
        looked_in.append(n_frames)
        return [Square(200, 50, 62.5)] if 200 in world.places_px else []

    def follower():
        return Follower(
            BlazePose(), world.detect, lambda _: world.look, detect_small=detect_small
        )

    follow, small = follower(), World(200)
    for n_frames in range(40):  # noqa: B007
        assert follow(FRAME).n_people == 0
        memory = follow.memory()
        follow = follower()
        follow.recall(memory)
    assert looked_in == [0, 15, 30]
    assert world.n_detections == 37
    world.look, world.places_px = small.look, [200]
    world.detect = lambda *_: []
    follow._detect = world.detect
    for n_frames in range(40, 50):  # noqa: B007
        n_people = follow(FRAME).n_people
    assert looked_in[3:] == [45]
    assert n_people == 1


def test_everybody_is_looked_at_without_the_others():
    world = World(50, 200)
    follow = world.follower(max_people=3, search_interval_s=4)
    follow(FRAME)
    # A newcomer is looked at before anything of theirs is known.
    assert world.looks == [(50, 0, False), (200, 1, False)]
    world.looks.clear()
    follow(FRAME)
    assert world.looks == [(50, 1, True), (200, 1, True)]


def test_a_search_goes_on_until_nobody_new_is_found():
    world = World(50)
    follow = world.follower(max_people=3, search_interval_s=4)
    follow(FRAME)
    # Somebody right behind is seen when the first one is known.
    world.places_px = [50, 75]
    assert [follow(FRAME).n_people for _ in range(3)] == [2, 2, 2]
    assert world.n_detections == 3


def test_the_cores_are_shared_out_among_all_who_are_looked_at():
    world, asked = World(50), []
    look = world.follower()._look_among

    def look_among(n_people):
        asked.append(n_people)
        return look(n_people)

    follow = Follower(BlazePose(max_people=2), world.detect, look_among)
    follow(FRAME)
    world.places_px = [50, 200]
    for _ in range(30):
        poses = follow(FRAME)
    assert poses.n_people == 2
    assert asked[1] == 1  # the first one, alone
    assert asked[-1] == 2


def test_nobody_is_followed_twice():
    world = World(50, 60)
    follow = world.follower(max_people=2, search_interval_s=0.03)
    follow(FRAME)
    world.places_px = [55]
    for _ in range(3):
        assert hips_px(follow(FRAME)) == pytest.approx([55])


def test_two_who_converge_are_one_even_with_left_and_right_exchanged():
    world = World(50, 200)
    follow = world.follower(max_people=3, search_interval_s=4)
    follow(FRAME)
    world.places_px = [50]
    exchanged = person_at(50.0)
    names = get_skeleton("blazepose-33").keypoints
    order = [names.index(mirrored(name)) for name in names]
    exchanged = replace(exchanged, xy_px=exchanged.xy_px[order])
    seen = iter([person_at(50.0), exchanged])
    follow._look_among = lambda _: lambda *_: next(seen)
    assert follow(FRAME).n_people == 1


def test_who_is_lost_beside_others_is_soon_looked_for_again():
    world = World(50, 200)
    follow = world.follower(max_people=3, search_interval_s=4)
    for _ in range(3):
        follow(FRAME)
    world.places_px = [50]
    assert [follow(FRAME).n_people for _ in range(4)] == [1, 1, 1, 1]
    n_before = world.n_detections
    world.places_px = [50, 220]
    assert [follow(FRAME).n_people for _ in range(3)][-1] == 2
    assert world.n_detections > n_before


def squat(follow):
    """Let somebody stand at 50 px, bend down, and not be seen in the tight square."""
    heights = iter([1.0, 0.6, 0.6])
    sizes_px = []

    def look(image, square, others_px, own_px):
        if abs(square.x_px - 50) > 1:
            return person_at(square.x_px)
        sizes_px.append(square.size_px)
        by = next(heights, None)
        if by is None:
            return person_at(50, presence=0.9 if square.size_px > 45 else 0.1)
        person = person_at(50)
        hips, top = person.alignment_px
        return replace(person, alignment_px=np.array([hips, hips + by * (top - hips)]))

    follow._look_among = lambda _: look
    for _ in range(3):
        follow(FRAME)
    follow._detect = lambda *_: []
    return follow(FRAME), sizes_px


@pytest.mark.parametrize("paint_out", [True, False])
def test_who_bends_down_is_looked_for_with_more_room_before_they_are_lost(paint_out):
    world = World(50, 200)
    follow = world.follower(max_people=2, search_interval_s=4, paint_out=paint_out)
    poses, sizes_px = squat(follow)
    assert hips_px(poses) == pytest.approx([50, 200])
    *_, tight_px, roomy_px = sizes_px
    assert tight_px < 45 < roomy_px <= ROOMIER * tight_px


def test_who_is_lost_where_somebody_else_is_may_be_hidden_and_gets_no_more_room():
    follow = World(50, 70).follower(max_people=2, search_interval_s=4)
    poses, _ = squat(follow)
    assert hips_px(poses) == pytest.approx([70])


def test_who_is_as_large_as_ever_is_looked_for_once():
    world = World(50)
    follow = world.follower()
    follow(FRAME)
    world.places_px, world.looks = [], []
    assert follow(FRAME).n_people == 0
    assert len(world.looks) == 1


def test_without_painting_a_body_with_strange_legs_is_no_second_person():
    world = World(50)
    follow = world.follower(max_people=2, search_interval_s=0.03, paint_out=False)
    follow(FRAME)
    strange = person_at(50)
    strange.xy_px[17:] += 30.0
    look = follow._look_among(1)

    def astray(image, square, others, own):
        return look(image, square, others, own) if own is not None else strange

    follow._look_among = lambda _: astray
    assert hips_px(follow(FRAME)) == pytest.approx([50])


def test_without_painting_nobody_is_handed_on_to_be_painted():
    world = World(50, 150)
    follow = world.follower(max_people=2, search_interval_s=0.03, paint_out=False)
    shown = []
    look = follow._look_among(1)

    def watched(image, square, others, own):
        shown.append(len(others))
        return look(image, square, others, own)

    follow._look_among = lambda _: watched
    for _ in range(2):
        follow(FRAME)
    assert set(shown) == {0}


def test_after_forgetting_the_detector_runs_again():
    world = World(50)
    follow = world.follower()
    follow(FRAME)
    follow.forget()
    follow(FRAME)
    assert world.n_detections == 2


def test_the_square_is_steadied_but_the_landmarks_are_not():
    followed = Followed(Square(50, 50, 62.5))
    followed.see(person_at(50.0))
    followed.see(person_at(50.5))
    assert 50.0 < followed.square.x_px < 50.25
    assert followed.person.alignment_px[0, 0] == 50.5


def test_boxes_hold_all_landmarks():
    poses = World(50).follower()(FRAME)
    assert poses.box_px == pytest.approx(np.array([[40, 25, 60, 75]]))


def test_settings_are_checked():
    assert backends.build("blazepose", {"max_people": 2}) == BlazePose(max_people=2)
    with pytest.raises(ConfigError, match="max_people"):
        backends.build("blazepose", {"max_people": 0})


def test_without_weights_the_one_command_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("MIDSTANCE_WEIGHTS", str(tmp_path))
    with (
        pytest.raises(WeightsError, match="get them once"),
        BlazePose().session(),
    ):
        pass


@pytest.fixture
def networks():
    try:
        find_weights("blazepose")
    except WeightsError as error:
        pytest.skip(str(error))


@pytest.fixture
def runner(reference_data):
    """The first frame of a recorded treadmill runner."""
    import av

    path = reference_data / "video" / "treadmill_side_left_30fps.mp4"
    with av.open(str(path)) as video:
        return next(video.decode(video=0)).to_ndarray(format="rgb24")


@pytest.mark.weights
def test_a_picture_without_people_gives_nobody(networks):
    noise = np.random.default_rng(0).integers(0, 255, (240, 320, 3), np.uint8)
    with BlazePose().session() as estimate:
        assert estimate(noise).n_people == 0
        assert estimate(np.zeros((480, 640, 3), np.uint8)).n_people == 0


@pytest.mark.weights
def test_a_runner_is_found_upright_and_mostly_visible(networks, runner):
    names = get_skeleton(BlazePose.skeleton).keypoints
    with BlazePose().session() as estimate:
        poses = estimate(runner)
    assert poses.n_people == 1
    y_px = dict(zip(names, poses.xy_px[0, :, 1], strict=True))
    assert y_px["nose"] < y_px["left_shoulder"] < y_px["left_hip"] < y_px["left_heel"]
    assert np.median(poses.confidence) > 0.9
    hips_m = poses.xyz_m[0, [names.index("left_hip"), names.index("right_hip")]]
    assert hips_m.mean(axis=0) == pytest.approx(np.zeros(3), abs=0.02)


@pytest.mark.weights
def test_a_mirrored_runner_is_found_at_the_mirrored_place(networks, runner):
    names = get_skeleton(BlazePose.skeleton).keypoints
    with BlazePose().session() as estimate:
        here = estimate(runner).xy_px[0]
        estimate.forget()
        there = estimate(np.ascontiguousarray(runner[:, ::-1])).xy_px[0]
    left, right = names.index("left_shoulder"), names.index("right_shoulder")
    torso_px = np.ptp(here[[11, 12, 23, 24], 1])
    there[:, 0] = runner.shape[1] - there[:, 0]
    apart_px = np.hypot(*(here[left] - there[right]))
    assert apart_px < 0.1 * torso_px


@pytest.mark.weights
def test_two_runners_side_by_side_are_both_found(networks, runner):
    two = np.concatenate([runner, runner[:, ::-1]], axis=1)
    with replace(BlazePose(), max_people=2).session() as estimate:
        poses = estimate(two)
    assert poses.n_people == 2
    is_left = poses.box_px[:, [0, 2]].mean(axis=1) < runner.shape[1]
    assert sorted(is_left.tolist()) == [False, True]


def poses_of(images, **settings):
    with BlazePose(max_people=2, **settings).session() as estimate:
        return [estimate(image) for image in images]


@pytest.fixture
def film(runner):
    """Two runners who are shifted from frame to frame."""
    two = np.concatenate([runner, runner[:, ::-1]], axis=1)
    return [np.roll(two, 4 * step, axis=1) for step in range(3)]


def assert_same(here, there):
    for name in ("xy_px", "confidence", "xyz_m"):
        assert all(
            np.array_equal(getattr(one, name), getattr(other, name))
            for one, other in zip(here, there, strict=True)
        )


@pytest.mark.weights
def test_poses_are_the_same_with_any_number_of_threads(networks, film):
    alone = poses_of(film, n_threads=1)
    assert [poses.n_people for poses in alone] == [2, 2, 2]
    for n_threads in (2, 3):
        assert_same(alone, poses_of(film, n_threads=n_threads))


@pytest.mark.weights
@pytest.mark.parametrize("model", ["lite", "heavy"])
def test_other_models_see_the_same_runner(networks, runner, model):
    backend = BlazePose(model=model)
    try:
        backend.files()
    except WeightsError as error:
        pytest.skip(str(error))
    (full,) = poses_of([runner])
    (other,) = poses_of([runner], model=model)
    torso_px = np.ptp(full.xy_px[0, [11, 12, 23, 24], 1])
    apart_px = np.hypot(*(other.xy_px[0] - full.xy_px[0]).T)
    assert 0 < np.median(apart_px) < 0.1 * torso_px


def test_a_model_has_weights_of_its_own(monkeypatch):
    monkeypatch.setattr(blazepose, "find_weights", lambda name: {"asked": name})
    assert BlazePose().files() == {"asked": "blazepose"}
    assert BlazePose(model="heavy").files() == {"asked": "blazepose-heavy"}


@pytest.mark.weights
def test_a_second_network_looks_at_a_runner_whose_pose_is_new(heavy_weights, runner):
    first, again = poses_of([runner, runner], second_model="heavy")
    assert again.second_look is None  # the same frame once more
    torso_px = np.ptp(first.xy_px[0, [11, 12, 23, 24], 1])
    apart_px = np.hypot(*(first.second_look[0, :, :2] - first.xy_px[0]).T)
    assert 0 < np.median(apart_px) < 0.1 * torso_px


def test_everybody_is_looked_at_before_anybody_moves():
    world = World(50, 200)
    follow = world.follower(max_people=2)
    follow(FRAME)
    seen = []

    def each(work, people):
        seen.extend(one.square.x_px for one in people)
        return [work(one) for one in reversed(people)][::-1]

    in_any_order = Follower(
        BlazePose(max_people=2), world.detect, lambda _: world.look, each
    )
    in_any_order(FRAME)
    world.places_px = [54, 204]
    assert hips_px(in_any_order(FRAME)) == hips_px(follow(FRAME))
    assert seen[-2:] == [50, 200]


@pytest.mark.weights
def test_who_is_partly_hidden_by_another_is_seen_with_limbs_of_their_own():
    clip = ClipSettings(
        runners=(RunnerSettings(speed_m_s=2.6), RunnerSettings(speed_m_s=3.2)),
        routes=(Route(x_m=-0.3, y_m=0.65), Route(x_m=0.3, y_m=-0.65)),
        scene=SceneSettings(width_px=640, height_px=360),
        duration_s=0.1,
        oversampling=1,
    )
    true = clip_truth(clip).tracks["position"].isel(time=0)
    image = render_still(clip, 0.0)
    torso_px = float(
        abs(true.sel(keypoint="left_shoulder") - true.sel(keypoint="left_hip"))
        .sel(space="y")
        .max()
    )
    with BlazePose(max_people=3).session() as estimate:
        poses = [estimate(image) for _ in range(3)][-1]
    assert poses.n_people == 2
    for name in true["individual"].to_numpy():
        points = true.sel(individual=name).transpose("keypoint", "space").to_numpy()
        away = np.linalg.norm(poses.xy_px - points, axis=-1).mean(axis=1)
        assert away.min() < 0.35 * torso_px


@pytest.mark.weights
def test_who_squats_below_somebody_else_is_never_lost(networks, reference_data):
    clip = reference_data / "video" / "pushups_and_squats_5_5.gif"
    with open_video(clip) as frames, BlazePose(max_people=3).session() as estimate:
        n_people = [estimate(frame.image).n_people for frame in islice(frames, 30)]
    assert max(n_people) == 2
    assert set(n_people[n_people.index(2) :]) == {2}
