"""Clips of every kind that people film: is each number right, or refused and why.

Run from the root of the checkout; the recordings over force plates
(``MIDSTANCE_DATA``, or ``../shared/data``) are not part of the project, and rows of
them are left out without it::

    python validation/clips.py --out validation/clips.txt

Every row decides by itself: ``right`` when what is measured lies within 2.5 of its
stated uncertainties of the truth, ``refused`` when nothing is measured and one of the
reasons that are right for the clip is given, ``WRONG REASON`` when none of them is, or
when a clip that can be measured is refused, and ``SILENTLY WRONG`` when a median, or
more than a fifth of the single values, is off by more. Numbers of stretches that are
slow motion must be withheld there. Exit status 1 when a row is wrong.
"""

import argparse
import os
import shlex
import sys
import tempfile
import time
import warnings
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from clip_makers import Clip
from clip_rows import of_images, of_people, of_tracks

from midstance.schema.analysis import Analysis
from midstance.schema.bouts import GAITS

WITHIN = 2.5
"""Stated uncertainties by which a number may differ from the truth."""
MOST_OUTSIDE = 0.2
"""Share of the single values that may lie outside."""
EDGE_S = 0.6
"""Beside the start and the end of slow motion, where nothing is judged."""
FEWEST = 5
"""Single values of a metric to judge them one by one."""
CORE = ("cadence", "contact_time")


@dataclass(frozen=True)
class Verdict:
    """What came of a clip."""

    clip: str
    word: str
    got: str

    @property
    def is_good(self) -> bool:
        """Whether nothing is wrong."""
        return self.word in ("right", "refused")


def judge(clip: Clip, analysis: Analysis) -> Verdict:
    """Hold an analysis against the truth of its clip."""
    wrong = [*_wrong_activity(clip, analysis), *_wrong_numbers(clip, analysis)]
    wrong += _wrong_clock(clip, analysis) + _wrong_people(clip, analysis)
    summary = analysis.summary()
    said = summary[summary["metric"].isin(CORE)]
    got = "; ".join(
        f"{row.metric.replace('_', ' ')} {row.value:.0f} ± {row.uncertainty:.0f}"
        + (
            f" ({clip.truth.values[row.metric]:.0f})"
            if row.metric in clip.truth.values
            else ""
        )
        for row in said.drop_duplicates("metric").itertuples()
    )
    reasons = sorted(_reasons(analysis))
    if wrong:
        return Verdict(clip.name, "SILENTLY WRONG", "; ".join(wrong))
    if clip.truth.doing == "nothing":
        return Verdict(clip.name, "right", "no gait")
    if len(said):
        return Verdict(clip.name, "right", got + _named(analysis))
    fitting = [one for one in reasons if any(word in one for word in clip.refusals)]
    if fitting:
        return Verdict(clip.name, "refused", ", ".join(fitting) + _named(analysis))
    return Verdict(clip.name, "WRONG REASON", ", ".join(reasons) or "no word")


def _reasons(analysis: Analysis) -> set[str]:
    notes = set(analysis.notes["kind"])
    missing = analysis.missing
    own = missing[missing["metric"].isin(CORE)]
    return notes | {f"missing: {reason}" for reason in own["reason"]}


def _named(analysis: Analysis) -> str:
    """Return the factors of slow motion that are named."""
    notes = analysis.notes[analysis.notes["kind"] == "slow_motion"]
    factors = [f"{facts['clock_factor']:.2g}" for facts in notes["facts"]]
    return f"; slow motion {', '.join(factors)}" if factors else ""


def _wrong_activity(clip: Clip, analysis: Analysis) -> list[str]:
    bouts, doing = analysis.bouts, clip.truth.doing
    other = [gait for gait in GAITS if gait != doing]
    wrong = bouts[bouts["activity"].isin(other)]
    if clip.truth.clock:  # Slow motion may look like walking; its numbers count.
        return []
    lasts = (wrong["end_s"] - wrong["start_s"]).groupby(wrong["activity"]).sum()
    return [f"said to be {name} for {value:.1f} s" for name, value in lasts.items()]


def _wrong_numbers(clip: Clip, analysis: Analysis) -> list[str]:
    wrong = []
    measures, truth = analysis.measures, clip.truth
    if truth.doing == "nothing":
        names = sorted(set(measures["metric"]) & {*CORE, "step_time"})
        return [f"{name} measured" for name in names]
    at_s = measures["time_s"].to_numpy(dtype=float)
    is_edge = np.zeros(len(measures), dtype=bool)
    is_slow = np.zeros(len(measures), dtype=bool)
    for start_s, end_s, _ in truth.clock:
        is_edge |= (np.abs(at_s - start_s) < EDGE_S) | (np.abs(at_s - end_s) < EDGE_S)
        is_slow |= (at_s > start_s) & (at_s < end_s)
    for row in analysis.summary().itertuples():
        right = truth.values.get(row.metric)
        if right is None:
            continue
        own = (measures["metric"] == row.metric) & (measures["side"] == row.side)
        own = (own & (measures["individual"] == row.individual)).to_numpy()
        off = abs(row.value - right)
        spread = truth.spread.get(row.metric, 0.0)
        n_apart = 1 if row.metric == "cadence" else row.n
        allowed = WITHIN * np.hypot(row.uncertainty, spread / np.sqrt(n_apart))
        if off > allowed:
            wrong.append(
                f"{row.side} {row.metric} {row.value:.3g} ± {row.uncertainty:.2g} "
                f"({right:.3g})"
            )
        single = measures[own & ~is_edge]
        limit = WITHIN * np.hypot(single["uncertainty"], spread)
        outside = (single["value"] - right).abs() > limit
        if len(single) >= FEWEST and outside.mean() > MOST_OUTSIDE:
            wrong.append(f"{outside.mean():.0%} of {row.side} {row.metric} outside")
        slow = measures[own & is_slow & ~is_edge]
        if len(slow):
            wrong.append(
                f"{len(slow)} of {row.side} {row.metric} stated in slow motion"
            )
    return wrong


def _wrong_clock(clip: Clip, analysis: Analysis) -> list[str]:
    """Return factors of slow motion that are named and are not those of the clip."""
    wrong = []
    notes = analysis.notes[analysis.notes["kind"] == "slow_motion"]
    for facts in notes["facts"]:
        factor, doubt = float(facts["clock_factor"]), float(facts["uncertainty"])
        right = [one for _, _, one in clip.truth.clock]
        if not any(abs(factor - one) < WITHIN * doubt for one in right):
            wrong.append(f"slow motion {factor:.2g} ± {doubt:.1g} named")
    return wrong


def _wrong_people(clip: Clip, analysis: Analysis) -> list[str]:
    from midstance.schema.tracks import individuals
    from midstance.tracking.shots import by_person

    if not clip.people:
        return []
    n_people = len(by_person(individuals(analysis.raw_tracks)))
    return [f"{n_people} people"] if n_people != clip.people else []


def main() -> int:
    """Write the table, and how it was made."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, help="where to write the table")
    parser.add_argument("--only", help="part of the names of the clips to look at")
    parser.add_argument("--no-images", action="store_true", help="leave out videos")
    given = parser.parse_args()
    data = Path(os.environ.get("MIDSTANCE_DATA", "../shared/data"))
    verdicts = []
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder:
        images = [] if given.no_images else [of_images(Path(folder))]
        for clip in chain(of_tracks(), of_people(data), *images):
            if given.only and given.only not in clip.name:
                continue
            began_s = time.perf_counter()
            verdicts.append(judge(clip, clip.analysis()))
            lasted_s = time.perf_counter() - began_s
            print(_line(verdicts[-1]), f"[{lasted_s:.0f} s]", flush=True)
    n_good = sum(verdict.is_good for verdict in verdicts)
    n_wrong = sum(verdict.word == "SILENTLY WRONG" for verdict in verdicts)
    total = (
        f"{n_good} of {len(verdicts)} right or refused with the right reason, "
        f"{n_wrong} silently wrong"
    )
    print(total)
    if given.out is not None:
        command = shlex.join(["python", *sys.argv])
        lines = [command, "", *map(_line, verdicts), "", total]
        given.out.write_text("\n".join(lines) + "\n", "utf-8")
    return int(n_good < len(verdicts))


def _line(verdict: Verdict) -> str:
    return f"{verdict.clip:<46} {verdict.word:<15} {verdict.got}"


if __name__ == "__main__":
    sys.exit(main())
