"""`Analysis.plot`: pictures of an analysis as matplotlib axes.

Left and right have a colour each, blue and orange, which stay apart for every common
kind of colour blindness, and a line each, whole and dashed, for print in grey.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from midstance.api.results.curves import chosen_person, curves_of
from midstance.drawing.colours import LEFT, RIGHT, css
from midstance.errors import ConfigError, NotEnoughDataError
from midstance.kernels.types import Array
from midstance.metrics.curves import CURVES
from midstance.schema.analysis import Analysis
from midstance.schema.events import SIDES, of_individual, times_s
from midstance.schema.skeletons import BLAZEPOSE_33
from midstance.schema.tracks import path_of

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from matplotlib.axes import Axes

COLOUR = {"left": css(LEFT), "right": css(RIGHT)}
LINE: dict[str, str] = {"left": "-", "right": "--"}
_MIDDLE = "#6b7280"
_ROW = {"left": 1.0, "right": 0.0}
_APART = 0.62
"""How far stick figures stand apart, in heights of the tallest."""
_MOMENTS = {"initial contact": 0.0, "mid-stance": 0.5, "toe-off": 1.0}
"""Of the stance, as shares of it."""


class Plots:
    """The pictures of one analysis.

    Every method takes ``individual`` (None: who is reported first) and ``ax`` (None:
    a figure of its own), and returns the axes.
    """

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis

    def __repr__(self) -> str:
        """Return what can be drawn."""
        return "<plots: .cycle(angle) .timeline() .events() .stickfigure()>"

    def cycle(
        self,
        angle: str = "knee_flexion",
        *,
        individual: str | None = None,
        ax: "Axes | None" = None,
    ) -> "Axes":
        """Draw a joint angle over the stride: mean and spread of each side.

        Parameters
        ----------
        angle
            As of `Analysis.curves`.
        individual, ax
            Whose, and where.

        Raises
        ------
        ConfigError
            If there is no such angle or person.
        NotEnoughDataError
            If the view does not show it, or no stride was seen whole.

        """
        curves = curves_of(self._analysis, angle, individual)
        percent = curves["percent"].to_numpy()
        axes = _axes(ax, (5.6, 3.6))
        drawn = 0
        for side in SIDES:
            own = curves.sel(side=side)
            mean, sd = own["mean_deg"].to_numpy(), own["sd_deg"].to_numpy()
            if not np.isfinite(mean).any():
                continue
            axes.fill_between(
                percent, mean - sd, mean + sd, color=COLOUR[side], alpha=0.15, lw=0
            )
            axes.plot(
                percent,
                mean,
                LINE[side],
                color=COLOUR[side],
                lw=2,
                label=f"{side} ({int(own['n_strides'])} strides)",
            )
            toe_off = float(own["toe_off_percent"])
            if np.isfinite(toe_off):
                axes.axvline(toe_off, color=COLOUR[side], ls=":", lw=1.2)
            drawn += 1
        if not drawn:
            raise NotEnoughDataError(f"No stride shows {angle} from beginning to end.")
        axes.set_xlim(0, 100)
        axes.set_xlabel("stride (%), from initial contact; dotted: toe-off")
        axes.set_ylabel("angle (°)")
        axes.set_title(CURVES[angle].label, loc="left")
        axes.legend(frameon=False)
        return _tidy(axes)

    def timeline(
        self, *, individual: str | None = None, ax: "Axes | None" = None
    ) -> "Axes":
        """Draw when each foot was on the ground, with the uncertainty of both ends.

        Parameters
        ----------
        individual, ax
            Whose, and where.

        Raises
        ------
        ConfigError
            If nobody has that name.

        """
        name = chosen_person(self._analysis, individual)
        events = of_individual(self._analysis.events, name)
        axes = _axes(ax, (9.0, 2.2))
        for side in SIDES:
            for start_s, end_s in _stances(events, side):
                axes.broken_barh(
                    [(start_s, end_s - start_s)],
                    (_ROW[side] - 0.36, 0.72),
                    facecolor=COLOUR[side] if side == "left" else "white",
                    edgecolor=COLOUR[side],
                    hatch=None if side == "left" else "////",
                    lw=1.2,
                )
            own = events[events["side"] == side]
            axes.errorbar(
                own["time_s"],
                np.full(len(own), _ROW[side]),
                xerr=2 * own["uncertainty_s"].fillna(0.0),
                fmt="none",
                ecolor="#1f2937",
                elinewidth=1,
                capsize=2,
            )
        _mark_bouts(axes, self._analysis.bouts, name)
        time_s = self._analysis.tracks["time"].to_numpy()
        axes.set_xlim(float(time_s[0]), float(time_s[-1]))
        axes.set_ylim(-0.6, 2.05)
        axes.set_yticks(list(_ROW.values()), list(_ROW))
        axes.set_xlabel("time (s); whiskers: twice the uncertainty")
        axes.set_title(f"{name} on the ground", loc="left")
        _tidy(axes).grid(axis="y", visible=False)
        return axes

    def events(
        self,
        keypoint: str = "ankle",
        *,
        individual: str | None = None,
        ax: "Axes | None" = None,
    ) -> "Axes":
        """Draw the height of a point of both legs, with the events on it.

        Parameters
        ----------
        keypoint
            Without side: ``"ankle"``, ``"heel"``, ``"foot_index"``, ``"knee"``.
        individual, ax
            Whose, and where.

        Raises
        ------
        ConfigError
            If there is no such keypoint or person.

        """
        name = chosen_person(self._analysis, individual)
        tracks = self._analysis.tracks.sel(individual=[name])
        _require_keypoint(tracks, keypoint)
        events = of_individual(self._analysis.events, name)
        axes = _axes(ax, (9.0, 3.2))
        time_s = tracks["time"].to_numpy()
        for side in SIDES:
            y_px = path_of(tracks, f"{side}_{keypoint}")[:, 1]
            axes.plot(time_s, y_px, LINE[side], color=COLOUR[side], lw=1.2, label=side)
            for event, words, mark, fill in (
                ("initial_contact", "initial contact", "v", COLOUR[side]),
                ("toe_off", "toe-off", "^", "white"),
            ):
                at_s = times_s(events, side, event)
                axes.plot(
                    at_s,
                    _at(at_s, time_s, y_px),
                    mark,
                    color=COLOUR[side],
                    mfc=fill,
                    ms=7,
                    label=f"{side} {words}",
                )
        axes.invert_yaxis()
        axes.set_xlim(float(time_s[0]), float(time_s[-1]))
        axes.set_xlabel("time (s)")
        axes.set_ylabel("y in the picture (px)")
        axes.set_title(f"{name}, {keypoint.replace('_', ' ')} and events", loc="left")
        axes.legend(frameon=False, loc="upper left", bbox_to_anchor=(1.0, 1.0))
        return _tidy(axes)

    def stickfigure(
        self,
        time_s: float | Sequence[float] | None = None,
        *,
        individual: str | None = None,
        ax: "Axes | None" = None,
    ) -> "Axes":
        """Draw somebody as a stick figure at one or several moments.

        Parameters
        ----------
        time_s
            When; None: initial contact, middle and toe-off of a stance in the
            middle of the clip.
        individual, ax
            Whose, and where.

        Raises
        ------
        ConfigError
            If a time is not in the clip, or there is no such person.
        NotEnoughDataError
            If no time is given, and no stance was found.

        """
        name = chosen_person(self._analysis, individual)
        tracks = self._analysis.tracks.sel(individual=[name])
        frames_s = tracks["time"].to_numpy()
        words = list(_MOMENTS) if time_s is None else []
        moments = self._moments(name) if time_s is None else _numbers(time_s)
        outside = [at for at in moments if not frames_s[0] <= at <= frames_s[-1]]
        if outside:
            raise ConfigError(
                f"time_s must lie in the clip, {frames_s[0]:.2f} to "
                f"{frames_s[-1]:.2f} s, got {outside[0]:g}."
            )
        axes = _axes(ax, (2.2 * len(moments) + 0.6, 3.6))
        figures = [
            _figure(tracks, int(np.abs(frames_s - at).argmin())) for at in moments
        ]
        height_px = max((_height(points) for points in figures), default=1.0)
        for number, (points, at) in enumerate(zip(figures, moments, strict=True)):
            shift = number * _APART * height_px
            _draw_figure(axes, points, shift, 0.06 * height_px)
            axes.annotate(
                "\n".join([f"{at:.2f} s", *words[number : number + 1]]),
                (shift, 0.0),
                (0, -14),
                textcoords="offset points",
                ha="center",
                va="top",
                color=_MIDDLE,
            )
        axes.set_aspect("equal")
        axes.set_axis_off()
        axes.set_title(name, loc="left")
        by_side = {str(line.get_label()): line for line in axes.get_lines()}
        handles = [by_side[side] for side in SIDES if side in by_side]
        if handles:
            axes.legend(
                handles=handles,
                frameon=False,
                loc="upper left",
                bbox_to_anchor=(1.0, 1.0),
            )
        return axes

    def _moments(self, name: str) -> list[float]:
        events = of_individual(self._analysis.events, name)
        stances = sorted(s for side in SIDES for s in _stances(events, side))
        if not stances:
            raise NotEnoughDataError(
                f"{name}: no contact with its toe-off was found; give time_s."
            )
        start_s, end_s = stances[len(stances) // 2]
        return [start_s + share * (end_s - start_s) for share in _MOMENTS.values()]


def _axes(ax: "Axes | None", size_in: tuple[float, float]) -> "Axes":
    from matplotlib import pyplot as plt
    from matplotlib.axes import Axes

    if ax is None:
        return plt.subplots(figsize=size_in, layout="constrained")[1]
    if not isinstance(ax, Axes):
        raise ConfigError(f"ax must be matplotlib axes, got {type(ax).__name__}.")
    return ax


def _tidy(axes: "Axes") -> "Axes":
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(color="#e5e7eb", lw=0.6)
    axes.set_axisbelow(True)
    return axes


def _mark_bouts(axes: "Axes", bouts: "pd.DataFrame", name: str) -> None:
    for bout in bouts[bouts["individual"] == name].itertuples():
        lasts_s = bout.end_s - bout.start_s
        axes.broken_barh([(bout.start_s, lasts_s)], (1.55, 0.1), facecolor=_MIDDLE)
        axes.text(bout.start_s, 1.68, str(bout.activity), color=_MIDDLE, va="bottom")


def _stances(events: "pd.DataFrame", side: str) -> list[tuple[float, float]]:
    """Return each contact with the toe-off before the next contact of that foot."""
    contacts = times_s(events, side, "initial_contact")
    toe_offs = times_s(events, side, "toe_off")
    found = []
    ends = np.append(contacts[1:], np.inf)[: contacts.size]
    for start_s, next_s in zip(contacts, ends, strict=True):
        within = toe_offs[(toe_offs > start_s) & (toe_offs < next_s)]
        if within.size:
            found.append((float(start_s), float(within[0])))
    return found


def _require_keypoint(tracks: "xr.Dataset", keypoint: str) -> None:
    names = [str(name) for name in tracks["keypoint"].to_numpy()]
    if f"left_{keypoint}" not in names and f"right_{keypoint}" not in names:
        known = sorted({n.partition("_")[2] for n in names if n.startswith(SIDES)})
        raise ConfigError(
            f"There is no keypoint {keypoint!r} on the left or right; choose from "
            f"{known}."
        )


def _at(at_s: Array, time_s: Array, values: Array) -> Array:
    seen = np.isfinite(values)
    if not seen.any():
        return np.full(at_s.shape, np.nan)
    return np.interp(at_s, time_s[seen], values[seen])


def _numbers(time_s: float | Sequence[float]) -> list[float]:
    try:
        return [float(at) for at in np.atleast_1d(np.asarray(time_s, dtype=float))]
    except (TypeError, ValueError) as error:
        raise ConfigError(
            f"time_s must be a number or several, got {time_s!r}."
        ) from error


def _figure(tracks: "xr.Dataset", frame: int) -> dict[str, Array]:
    """Return the points of one frame, y up, under the hips at x = 0, lowest at 0."""
    points = {
        str(name): path_of(tracks, str(name))[frame, :2] * [1.0, -1.0]
        for name in tracks["keypoint"].to_numpy()
    }
    seen = {name: xy for name, xy in points.items() if np.isfinite(xy).all()}
    if not seen:
        return {}
    hips = [xy for name, xy in seen.items() if name.endswith("_hip")]
    x = np.mean([xy[0] for xy in hips or seen.values()])
    origin = np.array([x, min(xy[1] for xy in seen.values())])
    return {name: xy - origin for name, xy in seen.items()}


def _height(points: dict[str, Array]) -> float:
    return max((float(xy[1]) for xy in points.values()), default=1.0)


def _edges(points: dict[str, Array]) -> list[tuple[str, str]]:
    edges = BLAZEPOSE_33.edges
    return [(a, b) for a, b in edges if a in points and b in points]


def _draw_figure(
    axes: "Axes", points: dict[str, Array], shift: float, head_px: float
) -> None:
    from matplotlib.patches import Circle

    ears = [points[name] for name in ("left_ear", "right_ear") if name in points]
    if ears:
        x, y = np.mean(ears, axis=0)
        axes.add_patch(Circle((x + shift, y), head_px, fill=False, ec=_MIDDLE, lw=2))
    for start, end in _edges(points):
        sides = {name.partition("_")[0] for name in (start, end)}
        side = sides.pop() if len(sides) == 1 else ""
        (x1, y1), (x2, y2) = points[start], points[end]
        axes.plot(
            [x1 + shift, x2 + shift],
            [y1, y2],
            LINE.get(side, "-"),
            color=COLOUR.get(side, _MIDDLE),
            lw=2.4,
            solid_capstyle="round",
            label=side or "_middle",
        )
