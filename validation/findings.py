r"""How often a finding is false, and how often a known fault is found.

    python validation/findings.py --trials DATA/runners-on-plates [--cache rows.pickle]

False findings: 18 people at three speeds on a treadmill, filmed by a virtual camera
from both sides and from behind, each clip with the errors of another pose network,
their events found by the reader that ships. What the rules are held against was read
from the same people with 3 px of noise and the events of the plates: by their truth a
few lie beyond the line, since two standard deviations leave out one in forty. They are
counted as false, too.

Known faults: the synthetic runner, filmed likewise, with one setting changed until its
true number lies at the line plus so many times the detectable size, which is what makes
a finding even odds at the uncertainty stated for that clip. Each runner is filmed with
six networks. Writes findings.txt.
"""

import argparse
import pickle
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import xarray as xr

from midstance.config import Config
from midstance.errors import MidstanceError, NotEnoughDataError
from midstance.files import replacing
from midstance.findings.look import SURE, Runner, look
from midstance.findings.odds import line_of, sureness
from midstance.findings.rules import rules
from midstance.formats.motion.plate_trial import PlateTrial, read_plate_trials
from midstance.kernels.geometry.cameras import orbit_camera
from midstance.pipeline.benchmark.clips import Condition, film_clip
from midstance.pipeline.steps import clean, find_events, find_scenes, measure
from midstance.schema.tracks import individuals
from midstance.synth.motion.gait import RunnerSettings
from midstance.synth.motion.runner import SyntheticRun, run
from midstance.synth.observation.noise import Noise, draw_network_error
from midstance.synth.observation.observe import film

TABLE = Path(__file__).with_suffix(".txt")
VIEWS = ("left", "right", "rear")
RATE_HZ = 60.0
SPEED_M_S = 3.0
N_NETWORKS = 6
AZIMUTH_DEG = {"left": 90.0, "rear": 180.0}


@dataclass(frozen=True)
class Fault:
    """A way to run, and the finding that it should give.

    `settings` makes a runner of a size from 0 (usual) on; sizes are tried upward.
    """

    rule: str
    metric: str
    view: str
    name: str
    values: tuple[float, ...]

    def runner(self, value: float | None) -> RunnerSettings:
        """Return the runner with that value; None: the usual one."""
        usual = RunnerSettings(speed_m_s=SPEED_M_S)
        return usual if value is None else replace(usual, **{self.name: value})


FAULTS = (
    Fault("overstride", "overstride_leg", "left", "overstride_m",
          (0.17, 0.24, 0.30, 0.36, 0.42, 0.48, 0.54)),
    Fault("crossover", "foot_crossover", "rear", "step_width_m",
          (0.05, 0.0, -0.03, -0.06, -0.1)),
    Fault("trunk_forward", "trunk_lean", "left", "trunk_lean_deg",
          (7.5, 16.0, 22.0, 28.0, 34.0, 40.0)),
    Fault("contact_asymmetry", "contact_time", "left", "contact_asymmetry",
          (0.0, 0.04, 0.06, 0.09, 0.12, 0.15)),
)  # fmt: skip


def main() -> None:
    """Print and write the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--trials", type=Path, required=True)
    parser.add_argument("--cache", type=Path, help="runners, to judge again faster")
    given = parser.parse_args()
    if given.cache and given.cache.is_file():
        faults, people = pickle.loads(given.cache.read_bytes())
    else:
        faults = [list(filmed_fault(fault)) for fault in FAULTS]
        people = list(filmed_people(given.trials))
        if given.cache:
            given.cache.write_bytes(pickle.dumps((faults, people)))
    lines = [*people_lines(people), "", *fault_lines(faults)]
    print("\n".join(lines))
    with replacing(TABLE) as part:
        part.write_text("\n".join(lines) + "\n", "utf-8")


def filmed_people(folder: Path) -> Iterator[tuple[str, Runner]]:
    """Yield the view and what the rules see of everybody."""
    for trial in read_plate_trials(folder):
        for view in VIEWS:
            number = zlib.crc32(f"{trial.name}-{view}".encode())
            try:
                tracks = film_clip(
                    trial, Condition(view, RATE_HZ, "network"), number=number
                )
                yield view, runner_of(tracks, view, trial.speed_m_s, height_of(trial))
            except NotEnoughDataError as error:
                print(f"{trial.name} {view}: {error}", file=sys.stderr)


def height_of(trial: PlateTrial) -> float:
    """Return the height of a person (m)."""
    return float(trial.about["height_m"])


def runner_of(
    tracks: xr.Dataset, view: str, speed_m_s: float, height_m: float
) -> Runner:
    """Return what the rules see of clean tracks."""
    config = Config().updated(
        subject={
            "view": view,
            "speed_m_s": speed_m_s,
            "height_m": height_m,
            "surface": "treadmill",
        }
    )
    events = find_events(tracks, config)
    measures, _ = measure(tracks, events, find_scenes(tracks, config, events), config)
    name = individuals(tracks)[0]
    return Runner(name, measures, events, speed_m_s=speed_m_s, height_m=height_m)


def people_lines(people: list[tuple[str, Runner]]) -> Iterator[str]:
    """Yield how many findings ordinary people get."""
    # The people had no markers above the hips: their trunk is made up.
    wanted = [
        rule.name for rule in rules() if not rule.name.startswith(("trunk", "arm"))
    ]
    counts = {name: dict.fromkeys(VIEWS, 0) for name in wanted}
    n_with, n_findings = dict.fromkeys(VIEWS, 0), dict.fromkeys(VIEWS, 0)
    n_clips = {view: sum(own == view for own, _ in people) for view in VIEWS}
    for view, runner in people:
        found = [one for one in look(runner) if one.rule in wanted]
        n_with[view] += bool(found)
        n_findings[view] += len(found)
        for one in found:
            counts[one.rule][view] += 1
    yield "Findings of 18 people who run over force plates, three speeds each"
    yield f"{'':<24}" + "".join(f"{view:>8}" for view in VIEWS) + f"{'all':>8}"
    for label, row in (
        ("clips", n_clips),
        ("clips with a finding", n_with),
        ("findings", n_findings),
        *((f"  {name}", counts[name]) for name in wanted),
    ):
        cells = "".join(f"{row[view]:>8}" for view in VIEWS)
        yield f"{label:<24}{cells}{sum(row.values()):>8}"
    share = 100 * sum(n_with.values()) / sum(n_clips.values())
    yield (
        f"{'clips with one, %':<24}"
        + "".join(f"{100 * n_with[view] / n_clips[view]:>8.1f}" for view in VIEWS)
        + f"{share:>8.1f}"
    )


@dataclass(frozen=True)
class Filmed:
    """A runner with a fault: its true size, and how each network saw it."""

    value: float
    true: float
    runners: tuple[Runner, ...]


def filmed_fault(fault: Fault) -> Iterator[Filmed]:
    """Yield the fault at each size that a runner can have."""
    for value in fault.values:
        try:
            made = run(fault.runner(float(value)), duration_s=10.0, rate_hz=RATE_HZ)
            runners = tuple(seen(made, fault, network) for network in range(N_NETWORKS))
        except MidstanceError as error:
            print(f"{fault.name} {value:g}: {error}", file=sys.stderr)
            continue
        yield Filmed(float(value), truth(made, fault), runners)


def seen(made: SyntheticRun, fault: Fault, network: int | None) -> Runner:
    """Return what the rules see; None: with exact keypoints."""
    camera = orbit_camera(azimuth_deg=AZIMUTH_DEG[fault.view])
    noise = Noise() if network is None else Noise(network=draw_network_error(network))
    tracks = clean(film(made, camera, noise=noise, seed=network or 0))
    return runner_of(tracks, fault.view, SPEED_M_S, made.settings.height_m)


def truth(made: SyntheticRun, fault: Fault) -> float:
    """Return the true number, by our own metric on exact keypoints and events."""
    camera = orbit_camera(azimuth_deg=AZIMUTH_DEG[fault.view])
    tracks = film(made, camera)
    config = Config().updated(
        subject={"view": fault.view, "speed_m_s": SPEED_M_S, "surface": "treadmill",
                 "height_m": made.settings.height_m}
    )  # fmt: skip
    events = made.events.assign(uncertainty_s=0.001)
    measures, _ = measure(tracks, events, find_scenes(tracks, config, events), config)
    return number_of(Runner("", measures, events), fault)


def number_of(runner: Runner, fault: Fault) -> float:
    """Return the number that the fault moves: near foot, or right against left."""
    own = runner.summary[runner.summary["metric"] == fault.metric].set_index("side")
    if fault.rule.endswith("asymmetry"):
        left, right = own.loc["left", "value"], own.loc["right", "value"]
        return float(200 * (right - left) / (right + left))
    for side in ("both", "left"):
        if side in own.index:
            return float(own.loc[side, "value"])
    return float("nan")


def doubt_of(runner: Runner, fault: Fault) -> float:
    """Return the stated uncertainty of that number."""
    own = runner.summary[runner.summary["metric"] == fault.metric].set_index("side")
    if fault.rule.endswith("asymmetry"):
        left, right = own.loc["left"], own.loc["right"]
        doubt = np.hypot(left["uncertainty"], right["uncertainty"])
        return float(200 * doubt / (left["value"] + right["value"]))
    for side in ("both", "left"):
        if side in own.index:
            return float(own.loc[side, "uncertainty"])
    return float("nan")


def fault_lines(faults: list[list[Filmed]]) -> Iterator[str]:
    """Yield how often each fault is found, by its size."""
    yield (
        "Synthetic runners at 3 m/s with one fault, six networks each; the detectable "
        "size is the distance from"
    )
    yield (
        "the middle of the others at which a number as it is is found at the stated "
        "uncertainty."
    )
    yield (
        f"{'':<20}{'middle':>9}{'line':>8}{'doubt':>8}{'detectable':>12}"
        f"{'usual':>8}{'once':>8}{'1.5 x':>8}{'twice':>8}{'reached':>9}"
    )
    by_name = {rule.name: rule for rule in rules()}
    for fault, filmed in zip(FAULTS, faults, strict=True):
        condition = by_name[fault.rule].conditions[0]
        line = line_of(condition, speed_m_s=SPEED_M_S, height_m=1.75)
        assert line is not None
        doubts = [doubt_of(one, fault) for own in filmed for one in own.runners]
        doubt = float(np.nanmedian(doubts))
        sign = 1.0 if condition.beyond == "above" else -1.0
        centre = 0.0 if condition.sides_percent else line.centre
        # As rounded up as the search is coarse; inf where no size is enough.
        sizes = np.linspace(0.0, 100 * line.scale, 5001)
        sure = [
            sureness(line.centre + sign * one, doubt, line, condition) for one in sizes
        ]
        first = int(np.searchsorted(sure, SURE))
        size = float(sizes[first]) if first < sizes.size else float("inf")
        cells = []
        for times in (1.0, 1.5, 2.0):
            wanted = centre + sign * times * size
            beyond = [one for one in filmed if sign * (one.true - wanted) >= 0]
            cells.append(share_found(beyond[0], fault) if beyond else None)
        usual = share_found(filmed[0], fault)
        reached = max(sign * (one.true - centre) for one in filmed) / size
        shown = "".join(f"{'':>8}" if c is None else f"{100 * c:>7.0f}%" for c in cells)
        yield (
            f"{fault.rule:<20}{centre:>9.1f}{line.value:>8.1f}{doubt:>8.1f}{size:>12.1f}"
            f"{100 * usual:>7.0f}%{shown}{reached:>8.1f}x"
        )
    yield f"A finding needs to be {100 * SURE:.0f} % sure; reached: the largest that "
    yield "the runner can be made, in detectable sizes; empty: the runner cannot."


def share_found(one: Filmed, fault: Fault) -> float:
    """Return in what share of the films the fault is found."""
    hits = [
        any(found.rule == fault.rule for found in look(runner))
        for runner in one.runners
    ]
    return float(np.mean(hits))


if __name__ == "__main__":
    main()
