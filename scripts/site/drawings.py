"""Drawings of what a metric looks at: a rendered runner, or the course of a stride."""

from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np

from midstance.metrics.base import Metric
from midstance.schema.skeletons import BLAZEPOSE_33
from midstance.synth.motion.runner import SyntheticRun, run

_FROM_BEHIND = {"front", "rear"}
_MOMENTS = ("contact", "midstance", "toe-off", "swing")
_HEIGHT_PX, _STEP_PX, _PX_PER_M = 250, 190, 125
_GROUND_PX = 225
_SHOWN = (
    *("shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "foot_index"),
    "ear",
)
_STRIDE_PX = (40, 720)


def drawing_of(name: str, metric: Metric) -> str:
    """Return an SVG figure as one line of HTML.

    A metric that reads keypoints is drawn on a rendered runner at four moments of the
    left foot's stride, with those keypoints marked; a time on the course of a stride.
    """
    if metric.needs.keypoints:
        is_behind = bool(_FROM_BEHIND & set(metric.needs.views))
        svg = _runner(metric.needs.keypoints, is_behind=is_behind)
        caption = "What it looks at, on a rendered runner"
        caption += " from behind." if is_behind else " from the side."
    else:
        svg = _course(name)
        caption = "A stride of the left foot: when each foot is on the ground."
    return f'<figure class="drawing">{svg}<figcaption>{caption}</figcaption></figure>'


@cache
def _run() -> SyntheticRun:
    return run(duration_s=2.0, rate_hz=200.0)


@cache
def _stride() -> dict[str, float]:
    """Return the times (s) of one stride of the left foot and of the right contact."""
    events = _run().events
    left = events[events["side"] == "left"]
    right = events[events["side"] == "right"]
    contacts = left[left["event"] == "initial_contact"]["time_s"].to_numpy()
    start, end = contacts[0], contacts[1]
    offs = left[left["event"] == "toe_off"]["time_s"].to_numpy()
    others = {
        kind: right[right["event"] == kind]["time_s"].to_numpy()
        for kind in ("initial_contact", "toe_off")
    }
    off = offs[offs > start][0]
    other_on = others["initial_contact"][others["initial_contact"] > start][0]
    other_off = others["toe_off"][others["toe_off"] > other_on][0]
    return {
        "contact": start,
        "toe-off": off,
        "midstance": (start + off) / 2,
        "swing": (other_on + other_off) / 2,
        "next": end,
        "other contact": other_on,
        "other toe-off": other_off,
    }


def _runner(keypoints: Sequence[str], *, is_behind: bool) -> str:
    marked = set(keypoints)
    parts = [
        f'<line class="ground" x1="10" x2="{4 * _STEP_PX - 10}" y1="{_GROUND_PX}" '
        f'y2="{_GROUND_PX}"/>'
    ]
    for index, moment in enumerate(_MOMENTS):
        x = (index + 0.5) * _STEP_PX
        parts += _figure(_stride()[moment], x, marked, is_behind=is_behind)
        parts.append(f'<text x="{x:.0f}" y="{_HEIGHT_PX - 6}">{moment}</text>')
    return _svg("".join(parts), 4 * _STEP_PX, _HEIGHT_PX)


def _figure(
    time_s: float, x_px: float, marked: set[str], *, is_behind: bool
) -> Iterator[str]:
    tracks = _run().tracks.isel(individual=0)
    at = int(np.abs(tracks["time"].to_numpy() - time_s).argmin())
    place = tracks["position"].isel(time=at).transpose("keypoint", "space").to_numpy()
    names = [str(name) for name in tracks["keypoint"].to_numpy()]
    across = -place[:, 1] if is_behind else place[:, 0]
    middle = across[[names.index(f"{side}_hip") for side in ("left", "right")]].mean()
    floor = min(0.0, float(place[:, 2].min()))
    xy = {
        name: (x_px + _PX_PER_M * (a - middle), _GROUND_PX - _PX_PER_M * (h - floor))
        for name, a, h in zip(names, across, place[:, 2], strict=True)
    }
    for start, end in BLAZEPOSE_33.edges:
        if not {start.partition("_")[2], end.partition("_")[2]} <= set(_SHOWN):
            continue
        is_far = not is_behind and "right" in (start.split("_")[0], end.split("_")[0])
        both = {start.partition("_")[2], end.partition("_")[2]} <= marked
        kind = f"bone{' far' if is_far else ''}{' marked' if both else ''}"
        (x1, y1), (x2, y2) = xy[start], xy[end]
        yield (
            f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" '
            f'y2="{y2:.1f}"/>'
        )
    ear_x, ear_y = np.mean([xy["left_ear"], xy["right_ear"]], axis=0)
    yield f'<circle class="head" cx="{ear_x:.1f}" cy="{ear_y:.1f}" r="12"/>'
    for name, (x, y) in xy.items():
        side, _, part = name.partition("_")
        if part in marked and (is_behind or side == "left"):
            yield f'<circle class="joint" cx="{x:.1f}" cy="{y:.1f}" r="4"/>'


def _course(name: str) -> str:
    stride = _stride()
    start, end = stride["contact"], stride["next"]

    def at(time_s: float) -> float:
        share = (time_s - start) / (end - start)
        return _STRIDE_PX[0] + share * (_STRIDE_PX[1] - _STRIDE_PX[0])

    spans = {
        "left": [(start, stride["toe-off"])],
        "right": [(stride["other contact"], stride["other toe-off"])],
    }
    parts = []
    for row, (side, own) in enumerate(spans.items()):
        y = 24 + 34 * row
        parts.append(f'<text class="side" x="4" y="{y + 15}">{side[0].upper()}</text>')
        parts.append(
            f'<line class="ground" x1="{_STRIDE_PX[0]}" x2="{_STRIDE_PX[1]}" '
            f'y1="{y + 10}" y2="{y + 10}"/>'
        )
        parts += [
            f'<rect class="foot" x="{at(a):.1f}" y="{y}" width="{at(b) - at(a):.1f}" '
            'height="20" rx="3"/>'
            for a, b in own
        ]
    for a, b in _spans_of(name, stride):
        parts.append(
            f'<path class="span" d="M{at(a):.1f} 100v-8M{at(a):.1f} 96H{at(b):.1f}'
            f'M{at(b):.1f} 100v-8"/>'
        )
    return _svg("".join(parts), 760, 110)


def _spans_of(name: str, stride: dict[str, float]) -> list[tuple[float, float]]:
    """Return what of the stride a metric of time measures."""
    on, off, end = stride["contact"], stride["toe-off"], stride["next"]
    other_on, other_off = stride["other contact"], stride["other toe-off"]
    flights = [(off, other_on), (other_off, end)]
    known = {
        "contact_time": [(on, off), (other_on, other_off)],
        "duty_factor": [(on, off)],
        "flight_time": flights,
        "swing_time": [(off, end)],
        "stride_time": [(on, end)],
        "step_time": [(on, other_on), (other_on, end)],
        "cadence": [(on, other_on), (other_on, end)],
        "double_support_time": [],
    }
    return known.get(
        name.removesuffix("_asymmetry").removesuffix("_variability"), [(on, end)]
    )


def _svg(content: str, width: int, height: int) -> str:
    return (
        f'<svg viewBox="0 0 {width} {height}" role="img" '
        f'aria-hidden="true">{content}</svg>'
    )
