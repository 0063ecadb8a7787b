import numpy as np
import pytest

torch = pytest.importorskip("torch")

from midstance.activity.network import (  # noqa: E402
    INPUTS,
    ActivityNetwork,
)
from midstance.errors import ConfigError, MissingDependencyError  # noqa: E402

CHANNELS = torch.rand(3, 4, 48, 64)
JOINTS = torch.rand(3, 2, 16, 3).round(decimals=3)


def network(**settings):
    torch.manual_seed(0)
    return ActivityNetwork(5, **{"backbone": "plain"} | settings).eval()


@pytest.mark.parametrize("inputs", INPUTS)
def test_each_input_gives_a_score_a_class(inputs):
    assert network(inputs=inputs)(CHANNELS, JOINTS).shape == (3, 5)


@pytest.mark.parametrize(
    ("inputs", "sees"), [("both", "im"), ("image", "i"), ("map", "m"), ("graph", "j")]
)
def test_an_ablation_is_blind_to_the_rest(inputs, sees):
    model = network(inputs=inputs)
    usual = model(CHANNELS, JOINTS)
    image, heat = CHANNELS.clone(), CHANNELS.clone()
    image[:, :3], heat[:, 3] = 0.0, 0.0
    changed = {
        "i": model(image, JOINTS),
        "m": model(heat, JOINTS),
        "j": model(CHANNELS, 0 * JOINTS),
    }
    for name, other in changed.items():
        assert torch.allclose(usual, other) != (name in sees)


def test_the_graph_does_not_care_where_unseen_joints_are():
    model = network(inputs="graph")
    joints = JOINTS.clone()
    joints[:, 1, :, 2] = 0.0
    elsewhere = joints.clone()
    elsewhere[:, 1, :, :2] += 0.3
    assert torch.allclose(model(CHANNELS, joints), model(CHANNELS, elsewhere))
    elsewhere[:, 0, :, :2] += 0.3
    assert not torch.allclose(model(CHANNELS, joints), model(CHANNELS, elsewhere))


def test_picture_and_map_go_through_four_and_three_filters():
    first, _, second = network().mix
    assert (first.in_channels, first.out_channels, second.out_channels) == (4, 4, 3)


def test_efficientnet_works_with_torch_alone():
    pytest.importorskip("transformers")
    model = network(backbone="efficientnet-tiny")
    assert model(CHANNELS, JOINTS).shape == (3, 5)
    b0 = network(backbone="efficientnet-b0")
    # 4.0 million of the backbone, as published without its classes.
    assert sum(p.numel() for p in b0.body.parameters()) == pytest.approx(
        4.0e6, rel=0.01
    )
    assert b0.head[1].in_features == 1280


def test_weights_of_the_user_are_taken(tmp_path):
    pytest.importorskip("transformers")
    first = network(backbone="efficientnet-tiny")
    first.body.body.save_pretrained(tmp_path)
    torch.manual_seed(9)
    other = ActivityNetwork(5, backbone="efficientnet-tiny", pretrained=str(tmp_path))
    pairs = zip(first.body.parameters(), other.body.parameters(), strict=True)
    assert all(torch.equal(one, two) for one, two in pairs)
    with pytest.raises(
        ConfigError, match="No weights of 'efficientnet-tiny' at nowhere"
    ):
        ActivityNetwork(5, backbone="efficientnet-tiny", pretrained="nowhere")


def test_unknown_names_are_answered_with_the_known():
    with pytest.raises(ConfigError, match="inputs must be one of"):
        network(inputs="smell")
    with pytest.raises(ConfigError, match="Unknown backbone 'vgg'"):
        network(backbone="vgg")


def test_a_missing_library_is_one_sentence(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "transformers", None)
    with pytest.raises(MissingDependencyError, match=r"midstance\[activity\]"):
        network(backbone="efficientnet-b0")


def test_scores_do_not_depend_on_the_other_pictures():
    model = network()
    together = model(CHANNELS, JOINTS).detach().numpy()
    alone = model(CHANNELS[1:2], JOINTS[1:2]).detach().numpy()
    np.testing.assert_allclose(together[1:2], alone, atol=1e-5)


@pytest.mark.parametrize("backbone", ["efficientnet-tiny", "resnet-18"])
def test_what_begins_from_scratch_tells_pictures_apart(backbone):
    pytest.importorskip("transformers")
    model = network(backbone=backbone).train()
    with torch.no_grad():
        features = model.body(model.mix(2 * CHANNELS - 1)).mean(dim=(2, 3))
    assert features.std(dim=0).mean() > 0.02


def test_running_means_are_those_of_many_batches():
    pytest.importorskip("transformers")
    norms = [
        part
        for part in network(backbone="efficientnet-tiny").modules()
        if isinstance(part, torch.nn.BatchNorm2d)
    ]
    assert {round(part.momentum, 3) for part in norms} == {0.1}
