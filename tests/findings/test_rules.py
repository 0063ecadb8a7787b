import re

import pytest

from midstance.errors import ConfigError
from midstance.findings.norms import norms_of
from midstance.findings.rules import read_rule, rules
from midstance.metrics.base import metrics
from midstance.schema.skeletons import BLAZEPOSE_33

RULES = rules()
SOURCE = re.compile(r"^[A-Z][\w ,.]+ (19|20)\d\d, [A-Z].+ \d+:\w+(-\d+)?$")


def test_the_known_patterns_have_a_rule_each():
    assert {rule.name for rule in RULES} >= {
        *("overstride", "crossover", "cadence", "oscillation", "trunk_forward"),
        *("pelvic_drop", "arm_crossover", "foot_strike", "contact_asymmetry"),
        "fatigue",
    }


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
class TestEveryRule:
    def test_looks_at_metrics_and_keypoints_that_exist(self, rule):
        known = {name.partition("_")[2] for name in BLAZEPOSE_33.keypoints}
        assert set(rule.joints) <= known
        for condition in (*rule.conditions, *rule.additions):
            assert condition.metric in metrics.names()

    def test_is_held_against_a_reference_where_it_says_so(self, rule):
        for condition in (*rule.conditions, *rule.additions):
            if condition.sd is not None:
                assert norms_of(condition.metric)

    def test_names_its_source_by_author_year_and_journal(self, rule):
        assert SOURCE.match(rule.source), rule.source

    def test_says_what_is_not_known_in_sentences(self, rule):
        for text in (rule.seen, rule.why, rule.unknown, rule.cue, rule.professional):
            assert text[0].isupper()
            assert text.endswith(".")
        assert re.search(r"\b(not|no|nobody|neither|may)\b", rule.unknown, re.I)

    def test_has_drills_with_dose_and_progression(self, rule):
        for drill in rule.drills:
            assert re.search(r"\d|week|day", drill.dose)
            assert len(drill.how) > 20
            assert len(drill.progression) > 10

    def test_never_promises(self, rule):
        texts = " ".join((rule.why, rule.seen, rule.cue, rule.unknown)).lower()
        for word in ("cure", "guarantee", "you must", "wrong", "bad form"):
            assert word not in texts


WHOLE = """
title = "A"
seen = "B."
cost = 0.5
joints = ["hip"]
why = "C."
source = "D"
unknown = "E."
cue = "F."
professional = "G."
[[drills]]
name = "H"
how = "I"
dose = "J"
progression = "K"
[[conditions]]
metric = "cadence"
"""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (WHOLE, "give one of sd, limit"),
        (f"{WHOLE}limit = 3.0", "a limit needs a scale"),
        (f"{WHOLE}sd = 1.0\nlimit = 3.0\nscale = 1.0", "give one of sd, limit"),
        (f"{WHOLE}sd = 2.0\ncolour = 'red'", "colour"),
        (f"cost = 3\n{WHOLE}", "not TOML"),
        ("title = 'A'", "is not whole"),
    ],
)
def test_half_a_rule_is_refused_with_its_name(tmp_path, text, words):
    (tmp_path / "half.toml").write_text(text)
    with pytest.raises(ConfigError, match=f"The rule half.*{words}"):
        read_rule(tmp_path / "half.toml")


def test_a_whole_rule_is_read(tmp_path):
    (tmp_path / "mine.toml").write_text(f"{WHOLE}sd = 2.0")
    rule = read_rule(tmp_path / "mine.toml")
    assert rule.name == "mine"
    assert rule.conditions[0].sd == 2.0
