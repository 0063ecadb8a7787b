import dataclasses

import numpy as np
import pytest

from midstance.checks.human_range import HumanRange


def spoilt(case, metric, value):
    measures = case.measures.copy()
    row = measures.index[measures["metric"] == metric][2]
    measures.loc[row, "value"] = value
    return dataclasses.replace(case, measures=measures), measures.loc[row, "time_s"]


@pytest.mark.parametrize(
    ("metric", "value"),
    [
        ("knee_flexion_stance", 113.0),
        ("vertical_oscillation", 56.0),
        ("step_length", 4.3),
    ],
)
def test_what_no_body_does_is_found_where_it_is(sound, metric, value):
    case, at_s = spoilt(sound, metric, value)
    (finding,) = HumanRange().check(case)
    assert finding.metrics == (metric,)
    assert finding.start_s == finding.end_s == pytest.approx(at_s)
    assert f"{value:.3g}" in finding.saw


def test_a_missing_value_is_no_fault(sound):
    case, _ = spoilt(sound, "knee_flexion_stance", np.nan)
    assert HumanRange().check(case) == []
