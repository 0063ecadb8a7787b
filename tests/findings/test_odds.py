import math

import numpy as np
import pytest

from midstance.findings.norms import norm_at
from midstance.findings.odds import PRIOR_SDS, line_of, size_of, sureness
from midstance.findings.rules import Condition

NAN = float("nan")
ABOVE = Condition(metric="overstride_leg", beyond="above", sd=2.0)


def test_a_line_lies_where_the_others_at_this_speed_say():
    line = line_of(ABOVE, speed_m_s=3.0)
    norm = norm_at("overstride_leg", 3.0)
    assert line.value == pytest.approx(norm.mean + 2 * norm.sd)
    assert line.norm.speed_m_s == 3.0


def test_the_line_of_few_people_is_itself_uncertain():
    line, norm = line_of(ABOVE, speed_m_s=2.5), norm_at("overstride_leg", 2.5)
    assert line.uncertainty == pytest.approx(
        norm.sd * math.sqrt(1 / 18 + 4 / (2 * 17)), rel=1e-6
    )


@pytest.mark.parametrize("speed_m_s", [NAN, 1.5, 6.0])
def test_without_others_at_this_speed_there_is_no_line(speed_m_s):
    assert line_of(ABOVE, speed_m_s=speed_m_s) is None


def test_taller_people_take_fewer_steps():
    condition = Condition(metric="cadence", beyond="below", sd=2.0, by_height=True)
    tall = line_of(condition, speed_m_s=3.0, height_m=1.95)
    short = line_of(condition, speed_m_s=3.0, height_m=1.60)
    plain = line_of(condition, speed_m_s=3.0)
    assert tall.value < plain.value < short.value


@pytest.mark.parametrize("value", [28.0, 30.0, 40.0, 60.0])
def test_the_less_is_known_the_less_is_sure(value):
    line = line_of(ABOVE, speed_m_s=3.0)
    sure = [sureness(value, doubt, line, ABOVE) for doubt in (0.5, 2, 5, 10, 40)]
    if value > line.value + 1:
        assert sure == sorted(sure, reverse=True)
    assert sure[-1] < 0.5


@pytest.mark.parametrize("doubt", [0.1, 1.0, 5.0])
def test_further_out_is_surer(doubt):
    line = line_of(ABOVE, speed_m_s=3.0)
    sure = [sureness(value, doubt, line, ABOVE) for value in range(10, 60, 5)]
    assert sure == sorted(sure)
    assert sure[0] < 0.1 < 0.9 < sure[-1]


def test_it_is_bayes_rule():
    line, value, doubt = line_of(ABOVE, speed_m_s=3.0), 36.0, 6.0
    rng = np.random.default_rng(0)
    true = line.centre + PRIOR_SDS * line.scale * rng.normal(size=400_000)
    seen = true + doubt * rng.normal(size=true.size)
    lines = line.value + line.uncertainty * rng.normal(size=true.size)
    like = abs(seen - value) < 0.5
    assert sureness(value, doubt, line, ABOVE) == pytest.approx(
        (true > lines)[like].mean(), abs=0.02
    )


@pytest.mark.parametrize("doubt", [NAN, 0.0, math.inf])
def test_a_number_without_its_uncertainty_is_never_beyond_anything(doubt):
    line = line_of(ABOVE, speed_m_s=3.0)
    assert sureness(90.0, doubt, line, ABOVE) == 0.0
    assert sureness(NAN, 1.0, line, ABOVE) == 0.0


def test_on_the_line_it_is_even():
    line = line_of(ABOVE, speed_m_s=3.0)
    assert sureness(line.value, 0.01, line, ABOVE) == pytest.approx(0.5, abs=0.01)
    assert size_of(line.value, line, ABOVE) == pytest.approx(2.0)


def test_below_is_the_mirror_of_above():
    below = Condition(metric="trunk_lean", beyond="below", limit=0.0, scale=4.0)
    above = Condition(metric="trunk_lean", beyond="above", limit=0.0, scale=4.0)
    down, up = line_of(below), line_of(above)
    assert sureness(-3.0, 2.0, down, below) == sureness(3.0, 2.0, up, above)
    assert size_of(-4.0, down, below) == size_of(4.0, up, above) == pytest.approx(3.0)
