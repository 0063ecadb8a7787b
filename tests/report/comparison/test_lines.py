import numpy as np

from midstance.report.comparison.lines import compared, lines_of
from midstance.report.comparison.recorded import recorded
from midstance.report.units import Units


def test_a_change_beyond_the_doubt_is_told_in_a_sentence(pair):
    lines = lines_of(pair, compared(pair, same_camera=False), Units())
    clear = {line.metric: line for line in lines if line.is_clear}
    assert set(clear) == {"cadence"}
    line = clear["cadence"]
    assert line.change == "+15.0"
    assert line.chance == "over 99 %"
    assert "more" in line.sentence
    assert "Chance that it is real: over 99 %." in line.sentence
    assert len(line.values) == 2


def test_nothing_has_changed_against_itself(earlier):
    same = recorded([earlier, earlier])
    lines = lines_of(same, compared(same, same_camera=False), Units())
    assert not any(line.is_clear for line in lines)
    assert {line.chance for line in lines if line.chance} == {"50 %"}


def test_the_numbers_of_the_first_screen_come_first(pair):
    lines = lines_of(pair, compared(pair, same_camera=False), Units())
    assert [line.metric for line in lines][:3] == [
        "cadence",
        "contact_time",
        "contact_time",
    ]


def test_each_later_recording_is_held_against_the_first(earlier, later):
    three = recorded([earlier, earlier, later])
    table = compared(three, same_camera=False)
    assert sorted(table["recording"].unique()) == [2, 3]
    cadence = table[table["metric"] == "cadence"].set_index("recording")["change"]
    assert np.allclose(cadence.loc[[2, 3]], [0.0, 15.0])
    assert all(len(line.values) == 3 for line in lines_of(three, table, Units()))


def test_errors_that_both_share_cancel_when_filmed_alike(earlier, later):
    halves = [
        one.__class__(**{**vars(one), "measures": shared(one.measures)})
        for one in (earlier, later)
    ]
    both = recorded(halves)
    apart, alike = (
        compared(both, same_camera=is_alike).set_index("metric").loc["cadence"]
        for is_alike in (False, True)
    )
    assert alike["detectable"] < apart["detectable"]


def shared(measures):
    return measures.assign(shared_uncertainty=0.8 * measures["uncertainty"])
