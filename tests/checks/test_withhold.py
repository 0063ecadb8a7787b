import numpy as np
import xarray as xr

from midstance.checks.base import Finding
from midstance.checks.withhold import (
    notes_on_findings,
    withhold,
    withhold_forces,
)
from midstance.schema.measures import make_missing

NONE = make_missing([])


def finding(start_s, end_s, *metrics, **more):
    words = "It was seen.", "It cannot be.", "Look at it."
    return Finding("rule", "person-1", start_s, end_s, *words, metrics, **more)


def test_only_what_a_finding_concerns_is_withheld(sound):
    left, missing = withhold(sound.measures, NONE, [finding(2.0, 3.0, "contact_time")])
    is_own = sound.measures["metric"] == "contact_time"
    is_in = is_own & sound.measures["time_s"].between(1.98, 3.02)
    assert is_in.any()
    assert len(left) == len(sound.measures) - is_in.sum()
    assert len(missing) == 0


def test_what_is_withheld_altogether_is_missing_with_the_reason(sound):
    left, missing = withhold(sound.measures, NONE, [finding(-1.0, 99.0, "cadence")])
    assert "cadence" not in set(left["metric"])
    (row,) = missing.itertuples()
    assert (row.metric, row.individual) == ("cadence", "person-1")
    assert row.reason == "It was seen. It cannot be."


def test_a_finding_without_metrics_concerns_all(sound):
    left, missing = withhold(sound.measures, NONE, [finding(-1.0, 99.0)])
    assert left.empty
    assert set(missing["metric"]) == set(sound.measures["metric"])


def test_a_number_of_the_whole_clip_is_spoilt_by_a_part(sound):
    rows = sound.measures.iloc[:1].assign(
        metric="stride_time_variability", time_s=np.float64(0.1)
    )
    left, _ = withhold(rows, NONE, [finding(2.0, 3.0)])
    assert left.empty


def test_nothing_found_changes_nothing(sound):
    left, missing = withhold(sound.measures, NONE, [])
    assert left.equals(sound.measures)
    assert missing is NONE


def test_a_note_tells_what_is_not_said_elsewhere():
    (note,) = notes_on_findings([finding(1, 2), finding(3, 4, is_said=True)])
    assert note.text == "person-1: It was seen. It cannot be. Look at it."
    assert (note.start_s, note.end_s) == (1, 2)


def test_the_same_at_many_moments_is_one_note():
    moments = [finding(at_s, at_s, "contact_time") for at_s in (1.0, 2.0, 3.0)]
    other = finding(2.5, 2.5, "cadence")
    many, one = notes_on_findings([*moments, other])
    assert many.text.endswith("Look at it. The same is so at 2 more moments.")
    assert (many.start_s, many.end_s) == (1.0, 3.0)
    assert one.text.endswith("Look at it.")
    (two,) = notes_on_findings(moments[:2])
    assert two.text.endswith("The same is so at one more moment.")


def test_stretches_are_told_one_by_one():
    assert len(notes_on_findings([finding(1.0, 2.0), finding(3.0, 4.0)])) == 2


def test_where_nothing_is_believed_no_single_value_is_told():
    whole = finding(0.0, 9.0)
    inside, after = (finding(at_s, at_s, "contact_time") for at_s in (2.0, 11.0))
    told = notes_on_findings([inside, whole, after])
    assert [note.start_s for note in told] == [0.0, 11.0]


def forces(*reasons):
    is_known = np.array([reasons]) == ""
    starts = np.where(is_known, 2.5, np.nan)
    return xr.Dataset(
        {
            "force_bw": (
                ("individual", "side", "percent"),
                np.where(is_known, 2.0, np.nan)[..., None],
            ),
            "start_s": (("individual", "side"), starts),
            "reason": (("individual", "side"), [list(reasons)]),
        },
        coords={
            "individual": ["person-1"],
            "side": ["left", "right"],
            "percent": [50.0],
        },
    )


def test_a_force_curve_goes_with_its_peak_and_keeps_an_earlier_reason():
    left = withhold_forces(forces("", "Never seen."), [finding(2.0, 3.0, "peak_force")])
    assert np.isnan(left["force_bw"]).all()
    assert left["reason"].to_numpy().tolist() == [
        ["It was seen. It cannot be.", "Never seen."]
    ]


def test_other_findings_leave_the_force_curve():
    known = forces("", "Never seen.")
    others = [finding(2.0, 3.0, "cadence"), finding(5.0, 6.0)]
    xr.testing.assert_equal(withhold_forces(known, others), known)
    assert withhold_forces(xr.Dataset(), others).identical(xr.Dataset())
