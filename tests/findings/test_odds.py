import math

import pytest

from midstance.findings.norms import norm_at
from midstance.findings.odds import line_of, size_of, sureness
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


@pytest.mark.parametrize("doubt", [0.1, 1.0, 5.0])
@pytest.mark.parametrize("value", [10.0, 20.0, 25.0, 30.0, 40.0])
def test_more_doubt_never_makes_anything_surer_than_it_is(value, doubt):
    line = line_of(ABOVE, speed_m_s=3.0)
    sure = sureness(value, doubt, line, ABOVE)
    less = sureness(value, 2 * doubt, line, ABOVE)
    assert abs(less - 0.5) <= abs(sure - 0.5)
    assert (sure > 0.5) == (value > line.value)


@pytest.mark.parametrize("doubt", [NAN, 0.0, math.inf])
def test_a_number_without_its_uncertainty_is_never_beyond_anything(doubt):
    line = line_of(ABOVE, speed_m_s=3.0)
    assert sureness(90.0, doubt, line, ABOVE) == 0.0
    assert sureness(NAN, 1.0, line, ABOVE) == 0.0


def test_on_the_line_it_is_even():
    line = line_of(ABOVE, speed_m_s=3.0)
    assert sureness(line.value, 1.0, line, ABOVE) == pytest.approx(0.5)
    assert size_of(line.value, line, ABOVE) == pytest.approx(2.0)


def test_below_is_the_mirror_of_above():
    below = Condition(metric="trunk_lean", beyond="below", limit=0.0, scale=4.0)
    above = Condition(metric="trunk_lean", beyond="above", limit=0.0, scale=4.0)
    down, up = line_of(below), line_of(above)
    assert sureness(-3.0, 2.0, down, below) == sureness(3.0, 2.0, up, above)
    assert size_of(-4.0, down, below) == size_of(4.0, up, above) == pytest.approx(3.0)
