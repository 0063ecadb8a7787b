import numpy as np
import pytest

from midstance.kernels.images.peak_share import as_confidence, peak_share


def test_a_map_without_a_peak_has_the_share_of_one_cell():
    assert peak_share(np.zeros((2, 4, 5))) == pytest.approx(np.full(2, 1 / 20))


def test_a_sharp_peak_has_all_the_heat():
    heat = np.full((1, 56, 56), -30.0)
    heat[0, 10, 20] = 30.0
    assert peak_share(heat) == pytest.approx([1.0])


def test_large_logits_do_not_overflow():
    assert peak_share(np.array([[[1e4, 1e4]]], np.float32)) == pytest.approx([0.5])


def test_adding_a_constant_changes_nothing():
    heat = np.random.default_rng(0).normal(size=(3, 8, 8))
    assert peak_share(heat + 7.0) == pytest.approx(peak_share(heat))


def test_confidence_rises_with_the_share():
    share = np.linspace(0, 1, 11)
    assert (np.diff(as_confidence(share)) > 0).all()
    assert as_confidence(share).max() < 1
