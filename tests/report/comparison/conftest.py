"""Two recordings of one runner, the second with more steps a minute."""

import dataclasses

import pytest

from midstance.report.comparison.recorded import recorded


@pytest.fixture(scope="session")
def earlier(make_analysis):
    return filmed(make_analysis(), "2026-10-01")


@pytest.fixture(scope="session")
def later(earlier):
    measures = earlier.measures.copy()
    is_cadence = measures["metric"] == "cadence"
    measures.loc[is_cadence, "value"] = measures.loc[is_cadence, "value"] + 15.0
    return filmed(dataclasses.replace(earlier, measures=measures), "2026-11-27")


@pytest.fixture(scope="session")
def pair(earlier, later):
    return recorded([earlier, later])


def filmed(analysis, day):
    video = dataclasses.replace(analysis.video, filmed_at=f"{day}T08:00:00+00:00")
    return dataclasses.replace(analysis, video=video)
