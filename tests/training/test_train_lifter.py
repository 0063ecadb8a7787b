import importlib.util
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

import lifter_data  # noqa: E402

from midstance.kernels.geometry.bones import BONE_OF  # noqa: E402
from midstance.lifting.network import load_lifter_network  # noqa: E402
from midstance.schema.tracks import save_tracks  # noqa: E402

RECIPE = Path(__file__).parents[2] / "training" / "train_lifter.py"


@pytest.fixture(scope="module")
def recipe():
    spec = importlib.util.spec_from_file_location("train_lifter", RECIPE)
    module = importlib.util.module_from_spec(spec)
    sys.modules["train_lifter"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def small(recipe):
    return replace(
        recipe.Settings(),
        steps=6,
        report=3,
        widths="3,3",
        channels=16,
        n_stretches=2,
        n_in_hand=2,
        n_people=1,
        n_views=4,
        n_cameras=2,
        n_answers=5,
        n_strided=1,
    )


def test_a_few_steps_write_a_network_and_go_on_where_they_stopped(
    recipe, small, tmp_path
):
    recipe.train(replace(small, steps=3), tmp_path)
    first = load_lifter_network(tmp_path / "lifter.npz")
    scores = recipe.train(small, tmp_path)
    assert scores["step"] == 6
    kept = torch.load(tmp_path / "checkpoint.pt", weights_only=True)
    assert [line["step"] for line in kept["history"]] == [3, 6]
    network = load_lifter_network(tmp_path / "lifter.npz")
    assert not np.array_equal(network.weights[0], first.weights[0])
    assert network(np.zeros((10, 58), np.float32)).shape == (10, 72)
    assert '"commit"' in network.origin
    assert (tmp_path / "loss.png").stat().st_size > 1000


def test_learning_makes_the_error_smaller(recipe, small, tmp_path):
    settings = replace(small, steps=30, report=30)
    run = recipe.begin(settings, tmp_path)
    mix = lifter_data.Mix(lifter_data.Source(settings, 24, 1, 2), settings)
    errors = [recipe.one_step(run, mix, settings, 0.1) for _ in range(30)]
    assert np.mean(errors[-5:]) < 0.7 * np.mean(errors[:5])


def test_a_perfect_answer_costs_nothing_but_its_doubt(recipe):
    truth = torch.randn(2, 5, 18, 3)
    answer = torch.cat([truth.reshape(2, 5, 54), torch.zeros(2, 5, 18)], dim=-1)
    total, error = recipe.losses(answer, truth, recipe.Settings())
    assert float(total) == pytest.approx(0.0, abs=1e-6)
    assert float(error) == pytest.approx(0.0, abs=1e-6)


def test_doubt_is_cheapest_when_it_is_the_true_error(recipe):
    truth = torch.zeros(1, 5, 18, 3)
    joints = torch.full((1, 5, 54), 0.1 / 3**0.5)  # 0.1 from the truth

    def cost(doubt):
        answer = torch.cat([joints, torch.full((1, 5, 18), np.log(doubt))], dim=-1)
        return float(recipe.losses(answer, truth, recipe.Settings())[0])

    assert cost(0.1) < min(cost(0.08), cost(0.125))


def test_mirroring_twice_changes_nothing(recipe):
    class Always:
        def random(self, n):
            return np.zeros(n)

    features, truth = torch.randn(3, 4, 58), torch.randn(3, 4, 18, 3)
    once = lifter_data.flipped(Always(), features, truth)
    assert not torch.equal(once[0], features)
    twice = lifter_data.flipped(Always(), *once)
    assert torch.equal(twice[0], features)
    assert torch.equal(twice[1], truth)


def test_the_truth_lies_where_it_is_seen(recipe, small, monkeypatch):
    """Without errors, x and y of the truth have the shape of what is seen."""
    source = lifter_data.Source(small, 40, 3, 2)
    rng = np.random.default_rng(0)
    for name in ("swap_legs", "drop"):
        monkeypatch.setattr(lifter_data, name, lambda *_: None)
    monkeypatch.setattr(
        lifter_data,
        "draw_errors",
        lambda _, n: (np.zeros((n, 18, 2)), np.ones((n, 18))),
    )
    for _ in range(10):
        view = lifter_data.see(source._person(), rng)
        seen = view.features[:, :54].reshape(40, 18, 3)[20, :, :2]
        true = view.truth[20, :, :2]
        seen, true = seen - seen.mean(axis=0), true - true.mean(axis=0)
        assert np.corrcoef(seen.ravel(), true.ravel())[0, 1] > 0.97


@pytest.fixture
def seen(recipe, small):
    """A person and where a camera sees them, in the axes of that camera."""
    person = lifter_data.Source(small, 30, 3, 2)._person()
    # The synthetic bones are stiff but for rounding; both sides alike.
    turn = np.array([[0.6, 0.8, 0.0], [0.0, 0.0, -1.0], [-0.8, 0.6, 0.0]])
    joints = torch.from_numpy(person.points @ turn.T).float()[None]
    before = joints + torch.tensor([0.2, -0.1, 4.0])
    return joints, before[..., :2] / before[..., 2:]


def test_unlabelled_joints_on_their_rays_cost_little(recipe, small, seen):
    joints, rays = seen
    only_rays = replace(small, steady_weight=0.0)
    assert float(recipe.unlabelled_loss(joints, rays, only_rays)) < 1e-3
    beside = joints + 0.05 * torch.randn(
        joints.shape, generator=torch.Generator().manual_seed(0)
    )
    assert float(recipe.unlabelled_loss(beside, rays, only_rays)) > 0.02
    hidden = rays.clone()
    hidden[:, :, 4] = torch.nan
    assert float(recipe.unlabelled_loss(joints, hidden, only_rays)) < 1e-3


def test_unlabelled_bones_that_change_their_length_cost(recipe, small, seen):
    joints, rays = seen
    only_bones = replace(small, projection_weight=0.0)
    still = joints[:, :1].expand_as(joints)
    grows = still * torch.linspace(0.8, 1.2, joints.shape[1])[:, None, None]
    cost = [float(recipe.unlabelled_loss(p, rays, only_bones)) for p in (still, grows)]
    assert cost[1] > 4 * cost[0]


def test_videos_without_truth_can_be_learnt_from(recipe, small, film, tmp_path):
    save_tracks(film(duration_s=1.0), tmp_path / "tracks.nc")
    settings = replace(
        small, steps=2, report=2, unlabelled=str(tmp_path / "tracks.nc"), n_unlabelled=2
    )
    assert recipe.train(settings, tmp_path / "out")["step"] == 2


def test_weights_for_one_runner_know_the_lengths_of_the_bones(
    recipe, small, reference_data, tmp_path
):
    folder = reference_data / "runningpose"
    trial = f"{folder / 'Tindra1.txt'},{folder / 'labels.txt'},170"
    settings = replace(
        small, steps=2, report=2, real=trial, real_until_s=1.0, real_share=0.5
    )
    recipe.train(settings, tmp_path)
    network = load_lifter_network(tmp_path / "lifter.npz")
    knee = network.lengths[BONE_OF["left_knee"]]
    assert knee == pytest.approx(0.241, abs=0.01)
    again = recipe.begin(
        replace(small, start_from=str(tmp_path / "lifter.npz")), tmp_path / "next"
    )
    assert np.allclose(
        again.model.shrink.weight.detach()[:, :, 0].T, network.weights[-1][0], atol=1e-3
    )


def test_a_checkpoint_of_videopose3d_gives_the_layers_in_the_middle(
    recipe, small, tmp_path
):
    theirs = {
        "expand_conv.weight": torch.ones(16, 34, 3),
        "layers_conv.0.weight": torch.full((16, 16, 3), 0.25),
        "layers_conv.1.weight": torch.ones(16, 16, 1),
        "shrink.weight": torch.ones(51, 16, 1),
        "shrink.bias": torch.ones(51),
    }
    for name in ("expand_bn", "layers_bn.0", "layers_bn.1"):
        norm = torch.nn.BatchNorm1d(16).state_dict()
        theirs |= {f"{name}.{key}": value for key, value in norm.items()}
    torch.save({"model_pos": theirs}, tmp_path / "theirs.bin")
    begun = recipe.begin(
        replace(small, start_from=str(tmp_path / "theirs.bin")), tmp_path / "out"
    )
    assert bool((begun.model.blocks[0].wide.weight == 0.25).all())
    assert begun.model.expand.weight.shape == (16, 58, 3)


def test_a_network_that_saw_less_answers_the_same_when_more_is_seen(recipe, small):
    from lifter_model import load_folded, weights_of

    older = recipe.TemporalLifter(54, 72, filter_widths=(3, 3), channels=16).eval()
    newer = recipe.TemporalLifter(58, 72, filter_widths=(3, 3), channels=16).eval()
    load_folded(newer, weights_of(older))
    features = torch.randn(1, 20, 58)
    expected = older(features[..., :54])
    torch.testing.assert_close(newer(features), expected, atol=1e-5, rtol=1e-5)


@pytest.mark.slow
def test_real_people_join_in(recipe, small, reference_data):
    settings = replace(
        small,
        people=str(reference_data / "walkers-on-plates"),
        leave_out="zoo-hc002d",
        people_share=1.0,
    )
    source = lifter_data.Source(settings, 40, 3, 1)
    names = {one.person for one in source.people}
    assert "zoo-hc031a" in names
    assert "zoo-hc002d" not in names
    assert np.isfinite(source._person().points).all()
