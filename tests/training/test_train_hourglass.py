import importlib.util
import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

import rendered_people  # noqa: E402

pytest.importorskip("onnx")

from midstance.pose.images.crops import Square  # noqa: E402
from midstance.pose.networks.hourglass import load_heat_maps, prepare  # noqa: E402
from midstance.schema.skeletons import RUNNING_18  # noqa: E402

RECIPE = Path(__file__).parents[2] / "training" / "train_hourglass.py"


@pytest.fixture(scope="module")
def recipe():
    spec = importlib.util.spec_from_file_location("train_hourglass", RECIPE)
    module = importlib.util.module_from_spec(spec)
    sys.modules["train_hourglass"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def small(recipe):
    return replace(
        recipe.Settings(),
        steps=4,
        report=2,
        size_px=64,
        n_stacks=2,
        n_channels=16,
        batch=4,
        n_scenes=1,
        n_moments=3,
        n_held_out=1,
        picture_px=96,
    )


@pytest.fixture(scope="module")
def pictures(recipe, small):
    return list(rendered_people.render_people(small, 3, 2))


def test_a_few_steps_write_a_network_and_go_on_where_they_stopped(
    recipe, small, tmp_path
):
    recipe.train(replace(small, steps=2), tmp_path)
    scores = recipe.train(small, tmp_path)
    assert scores["step"] == 4
    kept = torch.load(tmp_path / "checkpoint.pt", weights_only=True)
    assert [line["step"] for line in kept["history"]] == [2, 4]
    assert '"commit"' in kept["origin"]
    given = np.random.default_rng(0).random((1, 3, 64, 64), np.float32)
    answers = []
    for name in ("checkpoint.pt", "hourglass.onnx"):
        look, facts = load_heat_maps(tmp_path / name, n_threads=1)
        assert facts["size_px"] == 64
        answers.append(look(given))
    assert answers[0].shape == (1, 18, 16, 16)
    assert answers[0] == pytest.approx(answers[1], abs=1e-4)
    assert json.loads(kept["origin"])["settings"]["size_px"] == 64


def test_learning_makes_the_error_smaller(recipe, small, pictures, tmp_path):
    run = recipe.begin(small, tmp_path)
    rng = np.random.default_rng(0)
    batch = recipe.draw_batch(rng, pictures, small)
    losses = [recipe.one_step(run, *batch, small, 0.1) for _ in range(12)]
    assert losses[-1] < 0.5 * losses[0]


def test_a_perfect_answer_costs_nothing_and_a_missed_spot_more_than_cold(recipe):
    wanted = torch.zeros(1, 1, 4, 4)
    wanted[0, 0, 1, 1] = 1.0
    perfect = wanted[None].repeat(2, 1, 1, 1, 1)
    assert float(recipe.loss_of(perfect, wanted, 30.0)) == 0.0
    missed, invented = perfect.clone(), perfect.clone()
    missed[0, 0, 0, 1, 1] = 0.0
    invented[0, 0, 0, 3, 3] = 1.0
    costs = [float(recipe.loss_of(a, wanted, 30.0)) for a in (missed, invented)]
    assert costs[0] == pytest.approx(30 * costs[1])


def test_people_are_in_their_pictures_and_empty_places_are_empty(recipe, pictures):
    is_empty = [bool(np.isnan(picture.xy_px).all()) for picture in pictures]
    assert is_empty == [False, False, False, True] * 2
    for picture in pictures[:3]:
        assert ((picture.xy_px > 0) & (picture.xy_px < 96)).all()
        backdrop = pictures[3].image.astype(int)
        x, y = picture.xy_px[RUNNING_18.keypoints.index("left_hip")].astype(int)
        assert np.abs(picture.image[y, x] - backdrop[y, x]).max() > 10


def test_cells_are_where_the_square_shows_the_points(recipe, pictures):
    square = Square(40, 50, 60, turn_rad=0.5)
    shares = np.array([[0.2, 0.3], [0.5, 0.5], [0.9, 0.1]])
    cells = recipe.to_cells(square.to_picture(shares), square, 32)
    assert cells == pytest.approx(32 * shares + 0.5)


def test_mirroring_twice_changes_nothing(recipe, pictures):
    once = recipe.mirror(pictures[0], "running-18")
    left, right = (
        RUNNING_18.keypoints.index(f"{side}_knee") for side in ("left", "right")
    )
    assert once.xy_px[left] == pytest.approx(
        [96 - pictures[0].xy_px[right, 0], pictures[0].xy_px[right, 1]]
    )
    twice = recipe.mirror(once, "running-18")
    assert twice.xy_px == pytest.approx(pictures[0].xy_px)
    assert np.array_equal(twice.image, pictures[0].image)


def test_the_score_of_the_truth_is_full(recipe, small, pictures):
    """A network that looks up the answer by its picture."""
    squares = [
        recipe.usual_square(picture) or Square(48, 48, 96) for picture in pictures
    ]
    given = [prepare(p.image, s, 64) for p, s in zip(pictures, squares, strict=True)]

    class Knows(torch.nn.Module):
        def forward(self, seen):
            k = next(i for i, g in enumerate(given) if np.array_equal(g, seen))
            cells = recipe.to_cells(pictures[k].xy_px, squares[k], 16)
            return torch.from_numpy(recipe.draw_gaussians(cells, (16, 16)))[None, None]

    scores = recipe.score(Knows(), pictures, small)
    assert scores["pck_box_005"] == 1.0
    assert scores["pck_trunk_010"] > 0.95
    assert scores["warmth"] > 0.7
    assert scores["warmth_empty"] == 0.0
