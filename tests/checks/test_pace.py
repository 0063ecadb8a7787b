import dataclasses

import numpy as np

from midstance.checks.pace import Pace


def with_strides(case, lasts_ms):
    at_s = 0.3 + np.concatenate([[0.0], np.cumsum(lasts_ms[:-1])]) / 1000
    rows = case.measures[case.measures["metric"] == "stride_time"].iloc[:1]
    rows = rows.loc[rows.index.repeat(len(lasts_ms))].assign(
        value=lasts_ms, time_s=at_s
    )
    return dataclasses.replace(case, measures=rows.reset_index(drop=True))


def test_a_runner_who_gets_faster_does_not_vary(sound):
    (finding,) = Pace().check(with_strides(sound, np.linspace(760, 660, 24)))
    assert finding.metrics == ("stride_time_variability",)
    assert "a stride lasts 74" in finding.saw


def test_scatter_is_variability(sound):
    rng = np.random.default_rng(0)
    assert Pace().check(with_strides(sound, 714 + rng.normal(0, 25, 24))) == []


def test_few_strides_say_nothing(sound):
    assert Pace().check(with_strides(sound, np.linspace(760, 660, 5))) == []
