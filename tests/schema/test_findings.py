import json

import pytest

from midstance.errors import FormatError
from midstance.schema.findings import (
    Drill,
    Evidence,
    Finding,
    Moment,
    findings_from_plain,
    findings_to_plain,
)

FINDING = Finding(
    rule="overstride",
    individual="anna",
    title="Landing far ahead",
    side="left",
    seen="Further than others.",
    sure=0.97,
    size=2.8,
    score=2.4,
    evidence=(
        Evidence("overstride_leg", "left", 30.0, 1.0, "% leg", 27.0, 0.97, 11, "18"),
    ),
    moments=(Moment(1.0, 1.7, "left"),),
    joints=("left_hip",),
    why="Because.",
    source="Somebody 2011",
    unknown="Much.",
    cue="Quick feet.",
    drills=(Drill("Beat", "Run to it.", "twice", "more"),),
    professional="If it hurts.",
)


def test_a_finding_survives_json():
    assert findings_from_plain(
        json.loads(json.dumps(findings_to_plain([FINDING])))
    ) == (FINDING,)


@pytest.mark.parametrize(
    "change", [{"moments": [{"start_s": 1.0}]}, {"shoe": "red"}, {"drills": None}]
)
def test_what_is_no_finding_is_refused(change):
    (row,) = findings_to_plain([FINDING])
    with pytest.raises(FormatError, match="A finding must have the fields"):
        findings_from_plain([{**row, **change}])


def test_before_there_were_findings_there_are_none():
    assert findings_from_plain(findings_to_plain(None)) is None


def test_a_lack_of_a_field_is_refused():
    (row,) = findings_to_plain([FINDING])
    del row["cue"]
    with pytest.raises(FormatError, match="analyze the video again"):
        findings_from_plain([row])
