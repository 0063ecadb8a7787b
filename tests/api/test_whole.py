import pytest

from midstance.api.whole import ANALYSIS, SHARES, Whole


def test_an_analysis_goes_from_nothing_to_all_and_never_back():
    whole = Whole(ANALYSIS)
    told = [
        ("Finding people", 0, None),
        ("Finding people", 100, 300),
        ("Finding people", 300, 300),
        ("Telling people apart", 0, 1),
        ("Measuring", 0, 1),
        ("Finding people", 150, 300),
        ("Writing the report", 1, 1),
    ]
    shares = [whole.share(*one) for one in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, pytest.approx(1.0))
    assert 0.15 < shares[1] < 0.3


def test_a_stage_that_nobody_foresaw_is_a_whole_of_its_own():
    whole = Whole()
    assert whole.share("Cutting", 5, 10) == 0.5
    assert whole.share("Cutting", 4, 10) == 0.5
    assert whole.share("Writing", 1, 10) == 0.1


def test_every_stage_that_an_analysis_tells_is_foreseen(tmp_path):
    from midstance.pipeline.runs.log import STAGES

    assert set(STAGES.values()) <= set(ANALYSIS) <= set(SHARES)
