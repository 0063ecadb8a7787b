import numpy as np
import pytest

torch = pytest.importorskip("torch")

from midstance.activity.classifier import load_activity_model  # noqa: E402
from midstance.activity.network import ActivityNetwork  # noqa: E402
from midstance.activity.stacks import Stack  # noqa: E402
from midstance.errors import FormatError, MissingDependencyError  # noqa: E402


@pytest.fixture
def path(tmp_path):
    torch.manual_seed(0)
    network = ActivityNetwork(3, backbone="plain")
    settings = {"inputs": "both", "backbone": "plain", "width_px": 64, "height_px": 48}
    kept = {"settings": settings, "classes": ["a", "b", "c"], "commit": "1"}
    torch.save(kept | {"model": network.state_dict()}, tmp_path / "activity.pt")
    return tmp_path / "activity.pt"


def stack(seen):
    rng = np.random.default_rng(int(seen))
    joints = np.full((2, 16, 3), float(seen), np.float32)
    return Stack(rng.integers(0, 255, (4, 48, 64), np.uint8), joints)


def test_probabilities_add_up_and_nobody_has_none(path):
    model = load_activity_model(path)
    assert (model.classes, model.width_px, model.height_px) == (("a", "b", "c"), 64, 48)
    shares = model.predict([stack(seen=True), stack(seen=False)])
    assert shares[0].sum() == pytest.approx(1.0)
    assert np.isnan(shares[1]).all()
    assert np.isnan(model.predict([stack(seen=False)])).all()


def test_a_network_is_read_as_it_was_trained(path):
    kept = torch.load(path, weights_only=True)
    model = load_activity_model(path)
    for name, value in model.network.state_dict().items():
        assert torch.equal(value, kept["model"][name])
    assert not model.network.training
    assert model.origin["commit"] == "1"
    assert model.sure == 0.0
    torch.save(kept | {"sure": 0.6}, path)
    assert load_activity_model(path).sure == 0.6
    assert len(model.sha256) == 64


def test_other_files_are_refused(tmp_path, path):
    with pytest.raises(FormatError, match="No activity classifier at"):
        load_activity_model(tmp_path / "none.pt")
    (tmp_path / "text.pt").write_text("no", "utf-8")
    with pytest.raises(FormatError, match=r"text\.pt is no classifier that"):
        load_activity_model(tmp_path / "text.pt")
    torch.save({"model": {}}, tmp_path / "other.pt")
    with pytest.raises(FormatError, match=r"other\.pt is no classifier that"):
        load_activity_model(tmp_path / "other.pt")


def test_without_torch_it_says_how_to_get_it(path, monkeypatch):
    modules = __import__("sys").modules
    monkeypatch.delitem(modules, "midstance.activity.network")
    monkeypatch.setitem(modules, "torch", None)
    with pytest.raises(MissingDependencyError, match=r"midstance\[activity\]"):
        load_activity_model(path)
