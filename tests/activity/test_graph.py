import time

import numpy as np
import pytest

from midstance.activity.graph import OTHER, SURE, JointGraph, shipped_graph
from midstance.activity.heatmap import HEIGHT_PX, WIDTH_PX
from midstance.activity.mpii_joints import mpii_joints
from midstance.activity.stacks import Stack, make_stack
from midstance.schema.skeletons import BLAZEPOSE_33
from midstance.synth.sets.performances import draw_performance

ALIKE = {
    "plank": {"plank", "push_up"},
    "push_up": {"plank", "push_up"},
    "jump": {"jump", "squat", "stand"},
}
"""What one moment alone does not tell apart."""


def seen(name, seed, *, azimuth_deg=None, is_up=False):
    """Somebody in the middle of a repetition, or up, as an image of one size."""
    rng = np.random.default_rng([seed, 77, *name.encode()])
    one = draw_performance(name, rng, n=2, azimuth_deg=azimuth_deg)
    position = one.tracks["position"].isel(individual=0)
    points = position.transpose("time", "keypoint", "space").to_numpy()
    at_s = one.turns_s[0] if len(one.turns_s) else one.tracks["time"].to_numpy().mean()
    frame = int(np.abs(one.tracks["time"].to_numpy() - at_s).argmin())
    frame = int(one.points_m[:, 23, 2].argmax()) if is_up else frame
    joints = mpii_joints(points[frame][None], BLAZEPOSE_33.keypoints)
    low, high = np.nanmin(joints, axis=1), np.nanmax(joints, axis=1)
    scale = 0.8 * float(np.min([WIDTH_PX, HEIGHT_PX] / (high - low)))
    joints = (joints - low[:, None]) * scale + 20
    blank = np.zeros((HEIGHT_PX, WIDTH_PX, 3), np.uint8)
    return make_stack(blank, joints)


def told(stack):
    shares = shipped_graph().predict([stack])[0]
    return shipped_graph().classes[int(shares.argmax())], float(shares.max())


@pytest.mark.parametrize(
    "name", ["squat", "push_up", "sit_up", "toe_touch", "plank", "cycle", "row"]
)
def test_people_it_did_not_learn_from_are_told(name):
    right = [told(seen(name, k))[0] in ALIKE.get(name, {name}) for k in range(12)]
    assert sum(right) >= 9


def test_who_stands_between_squats_stands_rather_than_walks():
    names = [told(seen("squat", k, is_up=True))[0] for k in range(60)]
    assert names.count("stand") >= 20
    assert names.count("stand") > 2 * names.count("walk")


def test_probabilities_sum_to_one_and_nobody_is_nan():
    nobody = Stack(np.zeros((4, 8, 8), np.uint8), np.zeros((2, 16, 3), np.float32))
    shares = shipped_graph().predict([nobody, seen("squat", 1)])
    assert np.isnan(shares[0]).all()
    assert shares[1].sum() == pytest.approx(1.0)
    assert shipped_graph().predict([nobody]).shape == (1, len(shipped_graph().classes))


def test_joints_thrown_about_are_hardly_ever_told():
    rng = np.random.default_rng(3)
    joints = np.zeros((200, 2, 16, 3))
    joints[:, 0, :, :2] = rng.uniform(-0.7, 0.7, (200, 16, 2))
    joints[:, 0, :, 2] = 1.0
    graph = shipped_graph()
    shares = graph.probabilities(joints)
    other = graph.classes.index(OTHER)
    is_told = (shares.max(axis=1) >= SURE) & (shares.argmax(axis=1) != other)
    assert is_told.mean() < 0.3


def test_it_is_the_network_that_was_trained():
    torch = pytest.importorskip("torch")
    from midstance.activity.network import ActivityNetwork

    graph = shipped_graph()
    network = ActivityNetwork(len(graph.classes), inputs="graph").eval()
    names = {name.replace(".", "_"): name for name in network.state_dict()}
    state = {
        names[key]: torch.from_numpy(value).float()
        for key, value in graph.weights.items()
    }
    network.load_state_dict(state)
    joints = np.stack([seen("squat", k).joints for k in range(4)])
    with torch.no_grad():
        scores = network(torch.zeros(0), torch.from_numpy(joints)) / graph.temperature
    expected = torch.softmax(scores, dim=1).numpy()
    assert graph.probabilities(joints.astype(float)) == pytest.approx(
        expected, abs=1e-4
    )


def test_one_look_takes_less_than_two_milliseconds():
    stack = seen("squat", 1)
    graph = shipped_graph()
    graph.predict([stack])
    lasts = []
    for _ in range(20):
        begun_s = time.perf_counter()
        graph.predict([stack])
        lasts.append(time.perf_counter() - begun_s)
    assert min(lasts) < 2e-3


def test_it_says_where_it_comes_from():
    graph = shipped_graph()
    assert {"settings", "recipe_sha256", "data_sha256", "scores"} <= set(graph.origin)
    assert len(graph.sha256) == 64
    assert isinstance(graph, JointGraph)
