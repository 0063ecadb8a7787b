import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt

import midstance as ms
from midstance.api.results.plots import COLOUR
from midstance.errors import ConfigError, NotEnoughDataError

KINDS = ("cycle", "timeline", "events", "stickfigure")


@pytest.fixture(scope="module")
def analysis():
    return ms.example()


@pytest.fixture(autouse=True)
def _no_window():
    with mpl.rc_context({"backend": "Agg"}):
        yield
    plt.close("all")


def shown_lines(axes, side):
    return [line for line in axes.get_lines() if line.get_color() == COLOUR[side]]


@pytest.mark.parametrize("kind", KINDS)
def test_a_plot_returns_axes_of_its_own_or_those_given(analysis, kind):
    axes = getattr(analysis.plot, kind)()
    axes.figure.canvas.draw()
    assert axes.get_title(loc="left")
    own = plt.subplots()[1]
    assert getattr(analysis.plot, kind)(ax=own) is own
    with pytest.raises(ConfigError, match="ax must be matplotlib axes, got str"):
        getattr(analysis.plot, kind)(ax="here")
    with pytest.raises(ConfigError, match="Nobody is called 'anna'"):
        getattr(analysis.plot, kind)(individual="anna")


@pytest.mark.parametrize("kind", ["cycle", "events", "stickfigure"])
def test_left_and_right_differ_without_colour_too(analysis, kind):
    axes = getattr(analysis.plot, kind)()
    left, right = (shown_lines(axes, side) for side in ("left", "right"))
    assert "-" in {line.get_linestyle() for line in left}
    assert "--" in {line.get_linestyle() for line in right}


def test_the_feet_of_a_timeline_differ_without_colour_too(analysis):
    axes = analysis.plot.timeline()
    hatches = {c.get_hatch() for c in axes.collections if c.get_facecolor().size}
    assert {None, "////"} <= hatches


def test_a_cycle_shows_the_mean_of_its_curve(analysis):
    axes = analysis.plot.cycle("hip_flexion")
    drawn = next(
        line for line in shown_lines(axes, "left") if len(line.get_xdata()) == 101
    )
    mean = analysis.curves("hip_flexion")["mean_deg"].sel(side="left")
    assert drawn.get_ydata() == pytest.approx(mean.to_numpy(), nan_ok=True)


def test_events_lie_on_the_path_at_their_times(analysis):
    axes = analysis.plot.events("heel")
    marks = {line.get_label(): line for line in axes.get_lines()}
    contacts = marks["left initial contact"].get_xdata()
    known = analysis.events.query("side == 'left' and event == 'initial_contact'")
    assert contacts == pytest.approx(known["time_s"].to_numpy())
    path = marks["left"]
    between = np.interp(contacts, path.get_xdata(), path.get_ydata())
    assert marks["left initial contact"].get_ydata() == pytest.approx(between)
    top, bottom = axes.get_ylim()
    assert top > bottom  # y points down in a picture


def test_stick_figures_stand_at_the_times_that_are_wanted(analysis):
    axes = analysis.plot.stickfigure([1.0, 1.5])
    texts = [text.get_text() for text in axes.texts]
    assert texts == ["1.00 s", "1.50 s"]
    assert [t.get_text().split("\n")[1] for t in analysis.plot.stickfigure().texts] == [
        *("initial contact", "mid-stance", "toe-off"),
    ]
    assert len(analysis.plot.stickfigure(2).texts) == 1


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda plot: plot.cycle("knee"), ConfigError, "Unknown angle 'knee'"),
        (lambda plot: plot.events("ear_lobe"), ConfigError, "no keypoint 'ear_lobe'"),
        (lambda plot: plot.stickfigure(99), ConfigError, "in the clip, 0.00 to 8.00 s"),
        (lambda plot: plot.stickfigure("now"), ConfigError, "a number or several"),
        (lambda plot: plot.stickfigure(float("nan")), ConfigError, "got nan"),
    ],
)
def test_what_cannot_be_drawn_is_said(analysis, call, error, message):
    with pytest.raises(error, match=message):
        call(analysis.plot)


def test_somebody_who_stands_can_be_drawn_but_has_no_stance(analysis):
    raw = analysis.raw_tracks
    still = raw.assign(
        position=(
            raw["position"].dims,
            raw["position"][[0] * len(raw["time"])].to_numpy(),
        )
    )
    standing = ms.analyze_tracks(still)
    standing.plot.timeline()
    standing.plot.events()
    standing.plot.stickfigure(1.0)
    with pytest.raises(NotEnoughDataError, match="no contact with its toe-off"):
        standing.plot.stickfigure()


def test_who_is_not_seen_leaves_an_empty_picture(analysis):
    raw = analysis.raw_tracks
    unseen = ms.analyze_tracks(raw.assign(position=raw["position"] * np.nan))
    unseen.plot.stickfigure(1.0)
    unseen.plot.events()
