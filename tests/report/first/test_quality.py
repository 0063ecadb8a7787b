import pytest

from midstance.report.first.quality import judge, seen_shares
from midstance.schema.bouts import make_bouts
from midstance.schema.scene import Scene
from midstance.schema.tracks import FILLED

SCENE = Scene(view="left", direction=-1)


def judged(analysis, *, tracks=None, events=None):
    return judge(
        analysis.tracks if tracks is None else tracks,
        analysis.events if events is None else events,
        analysis.bouts,
        SCENE,
    )


def hidden(tracks, keypoint_start, share, *, sure=0.1):
    """Mark the first part of the frames as filled, and how sure the network was."""
    observed = tracks["observed"].copy(deep=True)
    names = [n for n in observed["keypoint"].values if n.startswith(keypoint_start)]
    first = round(share * observed.sizes["time"])
    place = {"keypoint": names, "time": observed["time"][:first]}
    observed.loc[place] = FILLED
    confidence = tracks["confidence"].copy(deep=True)
    confidence.loc[place] = sure
    return tracks.assign(observed=observed, confidence=confidence)


def test_many_sure_contacts_of_feet_in_sight_are_a_clear_recording(analysis):
    quality = judged(analysis)
    assert quality.verdict == "clear"
    assert "60 frames per second; 21 contacts of both feet" in quality.sentence
    assert "±9 ms" in quality.sentence


@pytest.mark.parametrize(("share", "verdict"), [(0.2, "usable"), (0.5, "weak")])
def test_the_worst_seen_point_of_a_leg_is_named_with_its_share(
    analysis, share, verdict
):
    tracks = hidden(hidden(analysis.tracks, "left_", share - 0.05), "left_k", share)
    quality = judged(analysis, tracks=tracks)
    assert quality.verdict == verdict
    assert f"left knee was not seen {100 * share:.0f} % of" in quality.sentence
    assert quality.because in quality.sentence.lower()
    assert "nothing in front of the legs" in quality.change
    assert "right" not in quality.sentence


def test_without_a_number_that_can_be_it_is_to_be_filmed_again(analysis):
    sound = judge(analysis.tracks, analysis.events, analysis.bouts, SCENE)
    assert sound.verdict == "clear"
    quality = judge(
        analysis.tracks, analysis.events, analysis.bouts, SCENE, is_withheld=True
    )
    assert quality.verdict == "weak"
    assert "notes" in quality.because


def test_a_far_leg_behind_the_near_one_is_said_and_lowers_nothing(analysis):
    quality = judged(analysis, tracks=hidden(analysis.tracks, "right_", 0.5))
    assert quality.verdict == "clear"
    assert quality.opening == "Clear recording"
    assert quality.change == ""
    assert "The right leg is partly behind the other" in quality.sentence


def test_from_behind_either_leg_counts(analysis):
    tracks = hidden(analysis.tracks, "right_", 0.5)
    rear = Scene(view="rear")
    quality = judge(tracks, analysis.events, analysis.bouts, rear)
    assert quality.verdict == "weak"


def test_the_worst_is_what_to_change(analysis, make_contacts):
    events = make_contacts(uncertainty_s=0.02)
    tracks = hidden(analysis.tracks, "left_", 0.6)
    quality = judged(analysis, tracks=tracks, events=events)
    assert quality.opening == "Film again"
    assert "in front of the legs" in quality.change


def test_toes_are_called_toes(analysis):
    quality = judged(analysis, tracks=hidden(analysis.tracks, "left_foot", 0.3))
    assert "The left toes were not seen 30 % of the time" in quality.sentence


@pytest.mark.parametrize(
    ("uncertainty_s", "verdict"),
    [(0.009, "clear"), (0.02, "usable"), (0.03, "weak"), (float("nan"), "usable")],
)
def test_unsure_events_lower_the_verdict(
    analysis, make_contacts, uncertainty_s, verdict
):
    events = make_contacts(uncertainty_s=uncertainty_s)
    quality = judged(analysis, events=events)
    assert quality.verdict == verdict
    assert "nan" not in quality.sentence


@pytest.mark.parametrize(("end_s", "verdict"), [(4.5, "usable"), (1.5, "weak")])
def test_few_contacts_lower_the_verdict(analysis, end_s, verdict):
    events = analysis.events[analysis.events["time_s"] < end_s]
    assert judged(analysis, events=events).verdict == verdict


def test_only_the_time_of_the_bouts_counts(analysis):
    tracks = hidden(analysis.tracks, "left_", 0.5)
    late = make_bouts([("person-1", 4.1, 8.0, "running", "left", 0.9)])
    assert seen_shares(tracks, late, "left")["knee"].seen == 1
    whole = seen_shares(tracks, make_bouts([]), "left")
    assert whole["knee"].seen == pytest.approx(0.5, abs=0.01)


def test_a_network_without_legs_is_not_blamed(analysis):
    tracks = analysis.tracks.sel(keypoint=["nose"])
    assert seen_shares(tracks, analysis.bouts, "left") == {}
    assert judged(analysis, tracks=tracks).verdict == "clear"


def test_what_was_seen_and_put_right_is_not_told_as_hidden(analysis):
    tracks = hidden(analysis.tracks, "left_foot", 0.2, sure=0.95)
    quality = judged(analysis, tracks=tracks)
    assert quality.verdict == "usable"
    assert quality.because == "the left toes jumped 20 % of the time and were put right"
    assert "no foot is blurred" in quality.change
    assert "not seen" not in quality.sentence


def test_of_two_faults_the_one_that_is_more_is_told(analysis):
    mended = hidden(analysis.tracks, "left_foot", 0.3, sure=0.95)
    both = hidden(mended, "left_foot", 0.05)
    assert "jumped 25 % of the time" in judged(analysis, tracks=both).because
    most = hidden(mended, "left_foot", 0.2)
    assert "not seen 20 % of the time" in judged(analysis, tracks=most).because


def test_a_far_leg_that_jumps_is_not_behind_the_other(analysis):
    tracks = hidden(analysis.tracks, "right_", 0.2, sure=0.95)
    sentence = judged(analysis, tracks=tracks).sentence
    assert "Points of the right leg jumped at times" in sentence
    assert "behind the other" not in sentence
