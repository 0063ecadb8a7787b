import numpy as np
import pytest

from midstance.findings.norms import (
    norm_at,
    norm_curve_at,
    norms_of,
    place,
    reference_texts,
)
from midstance.metrics.base import metrics
from midstance.metrics.curves import CURVES
from midstance.metrics.frontal import FRONTAL_CURVES


@pytest.fixture(params=[name for name in metrics.names() if norms_of(name)])
def norm(request):
    """Every reference of every metric."""
    return norms_of(request.param)[0]


def test_every_reference_names_its_group_speed_source_and_licence(norm):
    assert norm.n > 0
    assert norm.sd > 0
    assert norm.speed_m_s > 0
    assert all((norm.group, norm.source, norm.licence))


def test_every_reference_is_of_a_metric_that_exists():
    known = sum(len(norms_of(name)) for name in metrics.names())
    assert known >= 10


@pytest.fixture
def filmed():
    """The norms of one metric by our own definition, at all speeds."""
    own = [norm for norm in norms_of("contact_time") if norm.family == "plates"]
    assert [norm.speed_m_s for norm in own] == [2.5, 3.5, 4.5]
    return own


def test_between_speeds_the_norm_is_read_between_them(filmed):
    slow, middle, _ = filmed
    mean = (slow.mean + middle.mean) / 2
    found = place("contact_time", mean, 0.0, 3.0)
    assert found.percentile == pytest.approx(50.0)
    assert found.norm.sd == pytest.approx((slow.sd + middle.sd) / 2)
    assert found.remark == ""


def test_outside_the_speeds_the_nearest_norm_is_remarked(filmed):
    found = place("contact_time", 150.0, 0.0, 6.0)
    assert found.norm.speed_m_s == 4.5
    assert "6 m/s" in found.remark


def test_the_faster_the_shorter_on_the_ground(filmed):
    means = [norm.mean for norm in filmed]
    assert means == sorted(means, reverse=True)


def test_the_mean_is_the_fiftieth_percentile_and_one_sd_the_84th(filmed):
    norm = filmed[0]
    assert place(norm.metric, norm.mean, 0.0, 2.5).percentile == pytest.approx(50.0)
    above = place(norm.metric, norm.mean + norm.sd, 0.0, 2.5)
    assert above.percentile == pytest.approx(84.13, abs=0.01)


def test_an_unsure_number_has_an_unsure_place():
    norm = next(norm for norm in norms_of("knee_flexion_swing") if norm.family)
    found = place(norm.metric, norm.mean, norm.sd, 2.5)
    assert (found.low, found.high) == pytest.approx((15.87, 84.13), abs=0.01)
    sure = place(norm.metric, norm.mean, np.nan, 2.5)
    assert sure.low == sure.percentile == sure.high


def test_another_speed_is_remarked():
    assert place("hip_flexion_peak", 36.0, 1.0, 2.6).remark.startswith("The lab")
    assert "3.5 m/s" in place("hip_flexion_peak", 36.0, 1.0, 3.5).remark
    assert "not known" in place("knee_flexion_swing", 90.0, 1.0, np.nan).remark


def test_another_definition_is_remarked():
    assert "pelvis" in place("hip_flexion_peak", 40.0, 1.0, 2.5).remark


def test_without_a_reference_or_a_number_there_is_no_place():
    assert norms_of("head_posture") == []
    assert place("head_posture", 17.0, 1.0, 2.5) is None
    assert place("knee_flexion_swing", np.nan, 1.0, 2.5) is None


ANGLES = {*CURVES, *FRONTAL_CURVES}
FAMILY = {"knee_flexion", "dorsiflexion", "pelvic_drop", "hip_adduction"}


def test_curves_are_of_angles_that_exist_and_agree_with_the_figures():
    curves = {
        angle: curve
        for angle in ANGLES
        if (curve := norm_curve_at(angle, np.nan)) is not None
    }
    assert {"hip_flexion", *FAMILY} <= set(curves)
    for curve in curves.values():
        assert curve.percent.tolist() == list(range(101))
        assert curve.mean_deg.shape == curve.sd_deg.shape == (101,)
        assert (curve.sd_deg > 0).all()
        assert "Fukuchi" in curve.source
    knee = curves["knee_flexion"].mean_deg
    contact, swing = (
        next(norm.mean for norm in norms_of(name) if not norm.family)
        for name in ("knee_flexion_contact", "knee_flexion_swing")
    )
    assert knee[0] == pytest.approx(contact, abs=0.1)
    # The mean of every runner's own peak lies above the peak of the mean curve.
    assert 0 < swing - knee.max() < 2.0


@pytest.mark.parametrize("angle", sorted(FAMILY))
def test_a_curve_is_read_between_the_speeds_of_the_same_people(angle):
    slow, middle, fast = (norm_curve_at(angle, speed) for speed in (2.5, 3.0, 3.5))
    assert [one.speed_m_s for one in (slow, middle, fast)] == [2.5, 3.0, 3.5]
    assert middle.mean_deg == pytest.approx((slow.mean_deg + fast.mean_deg) / 2)
    assert middle.sd_deg == pytest.approx((slow.sd_deg + fast.sd_deg) / 2)


def test_a_curve_of_one_speed_keeps_it_and_one_of_nobody_is_none():
    assert norm_curve_at("hip_flexion", 4.5).speed_m_s == 2.5
    assert norm_curve_at("elbow_flexion", 3.0) is None


def test_the_curves_agree_with_the_figures_of_the_same_people():
    for speed_m_s in (2.5, 3.5, 4.5):
        knee = norm_curve_at("knee_flexion", speed_m_s).mean_deg
        contact, swing = (
            norm_at(name, speed_m_s).mean
            for name in ("knee_flexion_contact", "knee_flexion_swing")
        )
        assert knee[0] == pytest.approx(contact, abs=0.5)
        # The mean of every runner's own peak lies above the peak of the mean curve.
        assert 0 < swing - knee.max() < 3.0


def test_pages_can_say_every_group_and_every_note():
    texts = reference_texts()
    assert len(texts) == len(set(texts))
    assert {norm.group for norm in norms_of("cadence")} <= set(texts)
