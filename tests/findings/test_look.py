import numpy as np
import pandas as pd
import pytest

from midstance.findings.look import SURE, Runner, look
from midstance.findings.norms import norm_at
from midstance.findings.rules import rules
from midstance.schema.events import make_events
from midstance.schema.measures import COLUMNS

NAN = float("nan")
SPEED_M_S = 3.0
RULES = {rule.name: rule for rule in rules()}


def measures_of(*rows):
    """Ten strides of each (metric, side, value, uncertainty, unit); none scatters."""
    return pd.DataFrame(
        [
            (metric, "anna", side, 0.7 * i, value, doubt, doubt, unit)
            for metric, side, value, doubt, unit in rows
            for i in range(10)
        ],
        columns=list(COLUMNS),
    )


EVENTS = make_events(
    ("anna", side, "initial_contact", start_s + 0.7 * i, 0.005, "x")
    for side, start_s in (("left", 0.0), ("right", 0.35))
    for i in range(12)
)


def found(*rows, **changes):
    fields = {"speed_m_s": SPEED_M_S, **changes}
    return look(Runner("anna", measures_of(*rows), EVENTS, **fields))


def rule_names(findings):
    return [one.rule for one in findings]


def beyond(condition, sd):
    """Return a value so many standard deviations out, on the side that stands out."""
    sign = 1 if condition.beyond == "above" else -1
    if condition.sd is None:
        return condition.limit + sign * (sd - 2) * condition.scale
    norm = norm_at(condition.metric, SPEED_M_S)
    return norm.mean + sign * sd * norm.sd


def rows_for(rule, sd, doubt):
    rows = []
    for condition in rule.conditions:
        if condition.sides_percent is not None:
            more = 100 * (1 + condition.sides_percent / 100 * sd / 2)
            rows.append((condition.metric, "left", more, doubt, "ms"))
            rows.append((condition.metric, "right", 100.0, doubt, "ms"))
            continue
        scale = condition.scale or norm_at(condition.metric, SPEED_M_S).sd
        value = beyond(condition, sd)
        rows += [
            (condition.metric, side, value, doubt * scale, "u")
            for side in ("left", "right")
        ]
    return rows


ONE_CLIP = [rule for rule in rules() if rule.name != "fatigue"]


@pytest.mark.parametrize("rule", ONE_CLIP, ids=lambda rule: rule.name)
class TestEveryRule:
    def test_finds_what_is_far_out_and_well_known(self, rule):
        assert rule.name in rule_names(found(*rows_for(rule, 4.5, 0.2)))

    @pytest.mark.parametrize("sd", [-2.0, 0.0, 1.0])
    def test_finds_nothing_among_the_others(self, rule, sd):
        assert rule.name not in rule_names(found(*rows_for(rule, sd, 0.2)))

    def test_finds_nothing_that_is_far_out_but_hardly_known(self, rule):
        assert rule.name not in rule_names(found(*rows_for(rule, 4.5, 25.0)))

    @pytest.mark.parametrize("doubt", [NAN, 0.0])
    def test_finds_nothing_of_which_the_uncertainty_is_unknown(self, rule, doubt):
        assert found(*rows_for(rule, 4.5, doubt)) == []

    def test_says_how_sure_it_is_and_why(self, rule):
        for one in found(*rows_for(rule, 4.5, 0.2)):
            assert one.sure >= SURE
            assert one.evidence
            assert all(part.sure >= SURE for part in one.evidence)
            assert all(part.n == 10 for part in one.evidence)

    def test_is_never_of_somebody_who_walks(self, rule):
        assert found(*rows_for(rule, 4.5, 0.2), gait="walking") == []


@pytest.mark.parametrize("doubt", [0.2, 0.5, 1.0, 2.0])
def test_the_surer_the_further_out(doubt):
    rule = RULES["overstride"]
    sure = []
    for sd in np.linspace(1.0, 8.0, 15):
        own = found(*rows_for(rule, sd, doubt))
        sure.append(max((one.sure for one in own), default=0.0))
    assert sure == sorted(sure)
    assert sure[0] == 0.0


def test_one_foot_alone_is_named():
    norm = norm_at("overstride_leg", SPEED_M_S)
    far, usual = norm.mean + 5 * norm.sd, norm.mean
    (one,) = found(
        ("overstride_leg", "left", usual, 1.0, "% leg"),
        ("overstride_leg", "right", far, 1.0, "% leg"),
    )
    assert one.side == "right"
    assert one.joints[0] == "right_hip"
    assert {moment.side for moment in one.moments} == {"right"}


def test_a_straight_knee_adds_to_a_long_landing_and_is_no_condition_of_it():
    norm = norm_at("overstride_leg", SPEED_M_S)
    knee = norm_at("knee_flexion_contact", SPEED_M_S)
    landing = ("overstride_leg", "left", norm.mean + 5 * norm.sd, 1.0, "% leg")
    (alone,) = found(landing)
    straight = knee.mean - 4 * knee.sd
    (both,) = found(landing, ("knee_flexion_contact", "left", straight, 1.0, "deg"))
    assert [part.adds for part in alone.evidence] == [""]
    assert [part.adds for part in both.evidence] == ["", "with a nearly straight knee"]


def test_a_bounce_with_short_contacts_is_no_finding():
    oscillation = norm_at("vertical_oscillation_leg", SPEED_M_S)
    contact = norm_at("contact_time", SPEED_M_S)
    high = ("vertical_oscillation_leg", "left", oscillation.mean * 1.8, 0.5, "% leg")
    short = ("contact_time", "left", contact.mean - 2 * contact.sd, 5.0, "ms")
    long = ("contact_time", "left", contact.mean + contact.sd, 5.0, "ms")
    assert found(high, short) == []
    assert rule_names(found(high, long)) == ["oscillation"]


def test_without_a_speed_nothing_is_held_against_others():
    rows = rows_for(RULES["overstride"], 6.0, 0.1)
    assert found(*rows, speed_m_s=NAN) == []


def test_the_most_telling_comes_first():
    rows = [
        *rows_for(RULES["arm_crossover"], 3.5, 0.1),
        *rows_for(RULES["overstride"], 4.5, 0.1),
    ]
    assert rule_names(found(*rows)) == ["overstride", "arm_crossover"]


def test_the_longer_foot_is_named_of_a_difference():
    (one,) = found(
        ("contact_time", "left", 240.0, 2.0, "ms"),
        ("contact_time", "right", 275.0, 2.0, "ms"),
    )
    assert (one.rule, one.side) == ("contact_asymmetry", "right")
    assert one.evidence[0].value == pytest.approx(13.6, abs=0.1)


def test_tiring_is_seen_over_a_long_clip_only():
    def clip(lasts_s):
        time_s = np.arange(0.0, lasts_s, 0.35)
        value = 250 * (1 + 0.12 * time_s / lasts_s)
        rng = np.random.default_rng(3)
        rows = pd.DataFrame(
            {
                "metric": "contact_time",
                "individual": "anna",
                "side": np.where(np.arange(time_s.size) % 2, "left", "right"),
                "time_s": time_s,
                "value": value + rng.normal(0, 4, time_s.size),
                "uncertainty": 9.0,
                "shared_uncertainty": 8.0,
                "unit": "ms",
            }
        )
        return look(Runner("anna", rows, EVENTS, speed_m_s=NAN))

    assert rule_names(clip(120.0)) == ["fatigue"]
    assert clip(20.0) == []


def test_nothing_measured_is_nothing_found():
    assert found() == []
