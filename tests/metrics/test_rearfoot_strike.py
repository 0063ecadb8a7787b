import numpy as np
import pytest
from tests.metrics.conftest import rows_of, values_of

from midstance.errors import NotEnoughDataError


def test_each_foot_gets_one_probability(side_run, monkeypatch):
    monkeypatch.setattr(
        "midstance.metrics.rearfoot_strike.rearfoot_chance", lambda _: 0.9037
    )
    rows = rows_of("rearfoot_strike", side_run)
    assert rows["side"].tolist() == ["left", "right"]
    np.testing.assert_allclose(rows["value"], 90.0)
    np.testing.assert_allclose(rows["uncertainty"], 0.0)


def test_nothing_is_quite_sure(side_run, monkeypatch):
    chances = iter([0.9999, 0.0001])
    monkeypatch.setattr(
        "midstance.metrics.rearfoot_strike.rearfoot_chance", lambda _: next(chances)
    )
    np.testing.assert_allclose(values_of("rearfoot_strike", side_run), [99.0, 1.0])


def test_the_grey_zone_is_a_reason_and_no_number(side_run, monkeypatch):
    monkeypatch.setattr(
        "midstance.metrics.rearfoot_strike.rearfoot_chance", lambda _: 0.5
    )
    with pytest.raises(NotEnoughDataError, match="between rearfoot and midfoot"):
        values_of("rearfoot_strike", side_run)


def test_a_foot_that_can_be_told_is_told_without_the_other(side_run, monkeypatch):
    chances = iter([0.5, 0.1])
    monkeypatch.setattr(
        "midstance.metrics.rearfoot_strike.rearfoot_chance", lambda _: next(chances)
    )
    rows = rows_of("rearfoot_strike", side_run)
    assert rows["side"].tolist() == ["right"]
    np.testing.assert_allclose(rows["value"], 10.0)
