import pytest

torch = pytest.importorskip("torch")

from midstance.errors import WeightsError  # noqa: E402
from midstance.pose.models.hourglass import (  # noqa: E402
    LastStack,
    StackedHourglass,
    facts_of,
    load_checkpoint,
)

NAMES = ("nose", "left_hip", "right_hip")


@pytest.fixture(scope="module")
def model():
    torch.manual_seed(0)
    return StackedHourglass(3, n_stacks=2, n_channels=8).eval()


def test_every_stack_answers_with_a_quarter_of_the_size(model):
    with torch.inference_mode():
        answers = model(torch.rand(2, 3, 64, 128))
        last = LastStack(model)(torch.rand(2, 3, 64, 128))
    assert answers.shape == (2, 2, 3, 16, 32)
    assert last.shape == (2, 3, 16, 32)


def test_the_last_stack_sees_the_whole_picture(model):
    pictures = torch.rand(1, 3, 64, 64, requires_grad=True)
    LastStack(model)(pictures)[0, 0, 8, 8].backward()
    seen = pictures.grad.abs().sum(dim=1)[0] > 0
    assert seen[0, 0]
    assert seen[-1, -1]


def test_the_first_stack_does_not_know_of_the_second(model):
    other = StackedHourglass(3, n_stacks=2, n_channels=8).eval()
    other.load_state_dict(model.state_dict())
    with torch.no_grad():
        other.answers[1].bias += 1.0
    pictures = torch.rand(1, 3, 64, 64)
    with torch.inference_mode():
        ours, theirs = model(pictures), other(pictures)
    assert torch.equal(ours[0], theirs[0])
    assert torch.allclose(ours[1] + 1.0, theirs[1], atol=1e-5)


def test_a_checkpoint_comes_back_the_same(model, tmp_path):
    facts = facts_of(model, NAMES, 64)
    path = tmp_path / "checkpoint.pt"
    torch.save({"model": model.state_dict(), "facts": facts}, path)
    kept, told = load_checkpoint(path)
    pictures = torch.rand(1, 3, 64, 64)
    with torch.inference_mode():
        assert torch.equal(kept(pictures), model(pictures))
    assert told["keypoints"] == list(NAMES)
    assert told["size_px"] == 64


def test_what_is_no_checkpoint_is_said_so(tmp_path):
    torch.save({"weights": 1}, tmp_path / "other.pt")
    for name in ("other.pt", "nowhere.pt"):
        with pytest.raises(WeightsError, match="no checkpoint of a stacked hourglass"):
            load_checkpoint(tmp_path / name)
