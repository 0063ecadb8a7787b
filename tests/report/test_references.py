import pandas as pd
import pytest

from midstance.findings.norms import norm_curve_at, norms_of
from midstance.report.references import band_note, caution_of, reference_of
from midstance.schema.measures import SUMMARY_COLUMNS

NAN = float("nan")
METRIC = "knee_flexion_stance"
FUKUCHI = norm_curve_at("knee_flexion", NAN)
NORM = next(norm for norm in norms_of(METRIC) if norm.family == "plates")
OTHERS = f"{NORM.mean:.0f} ± {NORM.sd:.0f}°"


def measured(uncertainty=0.0, **by_side):
    rows = [
        (METRIC, "anna", side, value, uncertainty, 1.0, 9, "deg")
        for side, value in by_side.items()
    ]
    return pd.DataFrame(rows, columns=list(SUMMARY_COLUMNS))


def test_the_mean_of_the_group_is_its_percentile_50():
    own = measured(left=NORM.mean, right=NORM.mean + NORM.sd)
    reference = reference_of(METRIC, own, NORM.speed_m_s)
    assert reference.short == f"Others: {OTHERS} · percentile left 50, right 84"


def test_doubt_widens_the_percentile_to_a_range():
    own = measured(uncertainty=NORM.sd, both=NORM.mean)
    reference = reference_of(METRIC, own, NORM.speed_m_s)
    assert reference.short.endswith("· percentile 16 to 84")


def test_a_percentile_that_may_be_anywhere_is_not_told():
    own = measured(uncertainty=2 * NORM.sd, both=NORM.mean)
    reference = reference_of(METRIC, own, NORM.speed_m_s)
    assert reference.short.endswith("percentile too unsure to say")


def test_what_neither_side_can_tell_is_said_once():
    own = measured(uncertainty=2 * NORM.sd, left=NORM.mean, right=NORM.mean)
    reference = reference_of(METRIC, own, NORM.speed_m_s)
    assert reference.short.endswith("· percentile too unsure to say")


def test_a_different_definition_makes_the_percentile_a_rough_one():
    (norm,) = norms_of("hip_flexion_peak")
    own = measured(both=norm.mean).assign(metric=norm.metric)
    short = reference_of(norm.metric, own, norm.speed_m_s).short
    assert short == "Others: 36 ± 6° · about percentile 50"


def test_far_from_the_group_the_percentile_stays_a_bound():
    own = measured(left=NORM.mean - 5 * NORM.sd, right=NORM.mean + 5 * NORM.sd)
    reference = reference_of(METRIC, own, NORM.speed_m_s)
    assert reference.short.endswith("left under 1, right over 99")


@pytest.mark.parametrize(
    ("speed_m_s", "why"), [(NAN, "is not known"), (6.0, "ran at 6.0 m/s")]
)
def test_at_another_speed_there_is_no_percentile_and_a_reason(speed_m_s, why):
    reference = reference_of(METRIC, measured(both=NORM.mean), speed_m_s)
    assert reference.short.startswith("Others at ")
    assert "percentile" not in reference.short
    assert "No percentile" in reference.full
    assert why in reference.full


def test_between_the_speeds_of_the_group_there_is_a_percentile():
    own = measured(both=NORM.mean)
    short = reference_of(METRIC, own, NORM.speed_m_s + 0.7).short
    assert short.startswith("Others: ")
    assert "percentile" in short


def test_group_speed_source_and_licence_are_named():
    full = reference_of(METRIC, measured(both=NORM.mean), 2.5).full
    for words in (NORM.group, "at 2.5 m/s", NORM.source, NORM.licence):
        assert words in full


def test_a_metric_nobody_measured_has_no_reference():
    assert reference_of("my_own_metric", measured(both=1.0), 2.5) is None


@pytest.mark.parametrize(
    ("speed_m_s", "end"),
    [(2.6, "deviation"), (3.4, "this runner at 3.4 m/s"), (NAN, "is not known")],
)
def test_the_band_names_its_group_and_speed(speed_m_s, end):
    note = band_note(FUKUCHI, speed_m_s)
    assert note.startswith("46 runners on a treadmill at 2.5 m/s")
    assert note.endswith(end)


def test_a_different_definition_in_the_laboratory_is_told():
    caution = caution_of("hip_flexion_contact", norm_curve_at("hip_flexion", 2.5))
    assert caution.startswith("Grey band: the laboratory measured the thigh against")
    assert caution_of(METRIC, FUKUCHI) == ""
