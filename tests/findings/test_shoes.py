import pandas as pd
import pytest

from midstance.findings import shoes
from midstance.findings.shoes import shoe_advice
from midstance.metrics.base import metrics
from midstance.schema.measures import SUMMARY_COLUMNS


def summary_of(*rows):
    """Rows of metric, side, value, uncertainty."""
    return pd.DataFrame(
        [(m, "anna", side, value, sd, 1.0, 10, "u") for m, side, value, sd in rows],
        columns=list(SUMMARY_COLUMNS),
    )


def names(advice):
    return [finding.name for finding in advice.findings]


def test_without_numbers_there_is_the_general_advice_and_what_is_missing():
    advice = shoe_advice(summary_of())
    assert names(advice) == ["neutral"]
    assert {metric for _, metrics_ in advice.unknown for metric in metrics_} == {
        *("rearfoot_eversion", "rearfoot_strike"),
        "contact_time_asymmetry",
    }
    assert "comfortable" in advice.limits


def test_every_condition_is_of_a_metric_that_exists():
    unknown = shoe_advice(summary_of()).unknown
    assert all(metric in metrics.names() for _, needed in unknown for metric in needed)


def test_every_source_that_a_text_names_is_given_in_full():
    for finding in shoes._advice()["finding"]:
        assert finding["reason"]
        assert finding["limits"]
    advice = shoe_advice(summary_of())
    text = advice.limits + "".join(
        finding["reason"] + finding["limits"] for finding in shoes._advice()["finding"]
    )
    assert all(name in text for name in advice.sources)


@pytest.mark.parametrize(
    ("row", "name"),
    [
        (("rearfoot_strike", "left", 99.0, 0.0), "heel"),
        (("rearfoot_strike", "right", 4.0, 0.0), "midfoot_or_forefoot"),
        (("rearfoot_eversion", "left", 20.0, 4.0), "stability"),
        (("contact_time_asymmetry", "both", 9.0, 1.0), "asymmetry"),
    ],
)
def test_a_clear_number_gives_its_advice_with_the_evidence(row, name):
    advice = shoe_advice(summary_of(row))
    assert names(advice) == ["neutral", name]
    (evidence,) = advice.findings[1].evidence
    assert (evidence.metric, evidence.side, evidence.value) == row[:3]
    assert evidence.sure > 0.84


@pytest.mark.parametrize(
    "row",
    [
        ("rearfoot_strike", "left", 70.0, 0.0),
        ("rearfoot_strike", "right", 40.0, 0.0),
        ("rearfoot_eversion", "left", 20.0, 22.0),
        ("contact_time_asymmetry", "both", 6.0, 4.0),
    ],
)
def test_an_unsure_number_gives_none(row):
    assert names(shoe_advice(summary_of(row))) == ["neutral"]


def test_one_clear_side_is_enough():
    advice = shoe_advice(
        summary_of(
            ("rearfoot_eversion", "left", 6.0, 3.0),
            ("rearfoot_eversion", "right", 19.0, 3.0),
        )
    )
    assert advice.findings[1].evidence[0].side == "right"


def test_a_number_without_uncertainty_is_taken_as_it_is():
    above = shoe_advice(summary_of(("contact_time_asymmetry", "both", 6.0, 0.0)))
    below = shoe_advice(summary_of(("contact_time_asymmetry", "both", 4.0, 0.0)))
    assert names(above) == ["neutral", "asymmetry"]
    assert names(below) == ["neutral"]


def test_what_rests_on_a_number_is_said_first():
    assert shoe_advice(summary_of()).first.name == "neutral"
    heel = shoe_advice(summary_of(("rearfoot_strike", "left", 97.0, 2.0)))
    assert heel.first.name == "heel"
