r"""Learn vertical force and foot strike from people over force plates.

    python training/train_loads.py --trials DATA/runners-on-plates \
        --noise DATA/noise/blazepose_side_view.json --events each.csv \
        --out src/midstance/metrics/learned [--cache rows.npz]

Data: every trial, filmed from both sides by many cameras, with other points for heel
and toe and the errors of other pose networks (``people_rows.py``). A row is the mean
stride of one leg in one clip (`midstance.metrics.learned.cycle`) with the mean force
of its stances and the strike class that the authors gave. Contact and toe-off are the
force plate's, moved at random, anew for every copy of a row.

Models: a ridge regression on amounts of the shapes in which the force of people
differs, and two logistic regressions of the strike class. The force is read off the
own leg and the pelvis, whose rise and fall is the weight's: with the other leg, or with
the joints as trusted as the pelvis, people left out are read worse. The events that it
is learned with are off by more than a reader's, because a reader errs alike in all
strides of a person. Scores: every person is left out in turn and judged by what was
learned from the others (``validation/loads.py`` prints them in full).
"""

import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from common import from_command_line, origin, sha256_of
from load_events import Rows, as_found, copied, duty, shaken
from numpy.typing import NDArray
from people_noise import rendered_errors
from people_rows import Settings as Filmed
from people_rows import film, legs_of
from scipy.signal import butter, filtfilt
from strike_lines import arrays_of, learn_both

from midstance.errors import NotEnoughDataError
from midstance.files import replacing
from midstance.formats.motion.plate_trial import PlateTrial, read_plate_trial
from midstance.kernels.types import Array, Floats
from midstance.metrics.learned.cycle import LegCycle, leg_cycle
from midstance.metrics.learned.force import (
    N_OF_LEG,
    N_OF_PELVIS,
    N_POINTS,
    ForceReader,
    force_features,
)
from midstance.metrics.learned.linear import LinearReader
from midstance.metrics.learned.strike import StrikeReader
from midstance.metrics.recording import Recording
from midstance.metrics.sine_model import GRAVITY_M_S2
from midstance.pipeline.steps import clean
from midstance.scene.scene import find_scene
from midstance.schema.events import SIDES
from midstance.synth.observation.noise import Noise, load_network_error
from midstance.synth.observation.people import Filming, film_person

Facts = dict[str, Any]

TESTS = ("exact", "3 px", "network", "others")
"""Keypoint errors of the clips that people are judged by: ``network`` has those that
are also learned from, ``others`` those of networks on rendered runners."""
EDGE_S = 0.02
"""An event nearer than this to an end of a clip is left out."""
FORCE_HZ = 50.0
"""Low-pass of the force, as for its events."""


@dataclass(frozen=True)
class Settings:
    """Every choice of the recipe."""

    trials: str = field(default="", metadata={"help": "folder of plate trials"})
    noise: str = field(default="", metadata={"help": "measured keypoint errors (JSON)"})
    networks: str = field(
        default=str(Path(__file__).with_name("network_errors.json")),
        metadata={"help": "errors on rendered runners (JSON), to be judged by"},
    )
    n_clips: int = field(default=8, metadata={"help": "of each trial and side"})
    n_copies: int = field(default=3, metadata={"help": "of a row, by other events"})
    contact_sd_s: float = field(default=0.0045, metadata={"help": "error of contacts"})
    toe_off_sd_s: float = field(default=0.0047, metadata={"help": "error of toe-offs"})
    shaken_s: float = field(
        default=0.012, metadata={"help": "error of both that the force is learned with"}
    )
    events: str = field(
        default="",
        metadata={"help": "events to judge by (validation/people.py --each)"},
    )
    n_shapes: int = field(default=6, metadata={"help": "in which forces differ"})
    ridge: float = field(default=0.1, metadata={"help": "strength for the force"})
    pelvis: float = field(default=3.0, metadata={"help": "trust in it, for the force"})
    joints: float = field(default=0.5, metadata={"help": "trust in those of the leg"})
    penalty: float = field(default=0.006, metadata={"help": "strength for the strike"})
    foot_penalty: float = field(default=0.003, metadata={"help": "by the foot alone"})
    margin: float = field(default=1.2, metadata={"help": "on errors, for new people"})
    seed: int = field(default=0, metadata={"help": "of everything random"})


# ------------------------------------------------------------------------- data


def collect(settings: Settings) -> Rows:
    """Film everybody, and return one row per leg and clip.

    ``features`` (n, N_FEATURES), ``force`` (n, 101) in body weights, ``along`` (n, 2),
    the braking and the pushing impulse in body weights times s, ``strike``,
    ``contact_s`` and ``stride_s`` of the force plate, and who, how fast, from where
    and with which errors; rows of ``kind`` in `TESTS` are for judging only.
    """
    rows = []
    for path in sorted(Path(settings.trials).glob("*.npz")):
        trial = read_plate_trial(path)
        for view in SIDES:
            for number, kind in clips(settings):
                rows += list(rows_of(trial, view, kind, number, settings))
        print(f"{path.stem}: {len(rows)} rows", flush=True)
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


def clips(settings: Settings) -> list[tuple[int, str]]:
    """Return number and kind of the clips of a trial and side."""
    judged = [(0, kind) for kind in TESTS]
    return [*judged, *((number, "train") for number in range(settings.n_clips))]


def rows_of(
    trial: PlateTrial, view: str, kind: str, number: int, settings: Settings
) -> Iterator[dict[str, Any]]:
    """Yield the rows of one clip: of both legs, when they are seen."""
    name = f"{trial.name} {view} {kind}"
    rng = np.random.default_rng([zlib.crc32(name.encode()), number, settings.seed])
    tracks = (
        film(trial, view, Filmed(noise=settings.noise), rng)[0]
        if kind == "train"
        else film_for_judging(trial, view, kind, settings)
    )
    first_s, last_s = (float(tracks["time"][k]) for k in (0, -1))
    events = trial.events()
    events = events[events["time_s"].between(first_s + EDGE_S, last_s - EDGE_S)]
    scene = find_scene(tracks, view)
    try:
        recording = Recording.of(tracks, events, scene)
        cycles = {side: leg_cycle(recording, side) for side in SIDES}
    except NotEnoughDataError:
        return
    for side, cycle in cycles.items():
        yield {
            "features": cycle.features,
            "force": mean_force(trial, side, first_s, last_s),
            "along": impulses_along(trial, side, first_s, last_s),
            "strike": str(trial.about[f"strike_{side}"]),
            "contact_s": cycle.contact_s,
            "stride_s": cycle.stride_s,
            "person": trial.person,
            "speed_m_s": trial.speed_m_s,
            "view": view,
            "side": side,
            "kind": kind,
        }


def film_for_judging(
    trial: PlateTrial, view: str, kind: str, settings: Settings
) -> xr.Dataset:
    """Return clean tracks of ten seconds from a camera 4 m away, at 60 frames/s."""
    begins_s = float(trial.world["time"][0]) + 5.0
    number = zlib.crc32(f"{trial.name} {view}".encode())
    noise = noise_of(kind, settings, number)
    filming = Filming(view, 60.0, span_s=(begins_s, begins_s + 10.0), noise=noise)
    return clean(film_person(legs_of(trial.world), filming, seed=settings.seed))


def noise_of(kind: str, settings: Settings, number: int = 0) -> Noise:
    """Return the keypoint errors of a kind of `TESTS`; clips differ by number."""
    if kind == "others":
        every = list(rendered_errors(settings.networks).values())
        return Noise(network=every[number % len(every)])
    if kind == "network":
        return Noise(network=load_network_error(Path(settings.noise)))
    return Noise(white_px=3.0 if kind == "3 px" else 0.0)


def mean_force(trial: PlateTrial, side: str, first_s: float, last_s: float) -> Array:
    """Return the mean vertical force (body weights) of the stances in a clip."""
    curves, _ = stance_forces(trial, side, first_s, last_s, axis=2)
    return np.asarray(curves.mean(axis=0))


def impulses_along(
    trial: PlateTrial, side: str, first_s: float, last_s: float
) -> Array:
    """Return how much the stances in a clip brake and push in the mean, both positive.

    Body weights times seconds: the areas of the fore-aft force under and over zero.
    """
    curves, contacts_s = stance_forces(trial, side, first_s, last_s, axis=0)
    parts = [np.maximum(-curves, 0), np.maximum(curves, 0)]
    return np.array([(part.mean(axis=1) * contacts_s).mean() for part in parts])


def stance_forces(
    trial: PlateTrial, side: str, first_s: float, last_s: float, *, axis: int
) -> tuple[Array, Array]:
    """Return the force (body weights) over each stance in a clip, and how long it is.

    Shapes (n, N_POINTS) and (n,).
    """
    rate_hz = 1 / float(np.median(np.diff(trial.force_time_s)))
    smooth = butter(2, FORCE_HZ, fs=rate_hz)
    force = filtfilt(*smooth, trial.force_n[:, :, axis].sum(axis=1))
    force /= trial.about["mass_kg"] * GRAVITY_M_S2
    own = trial.stances[trial.stances["side"] == side]
    own = own[(own["start_s"] > first_s) & (own["end_s"] < last_s)]
    curves = [
        np.interp(np.linspace(start, end, N_POINTS), trial.force_time_s, force)
        for start, end in zip(own["start_s"], own["end_s"], strict=True)
    ]
    return np.array(curves), (own["end_s"] - own["start_s"]).to_numpy()


# ----------------------------------------------------------------------- models


def learn_force(rows: Rows, settings: Settings) -> ForceReader:
    """Return a reader of the force; its errors are not known yet."""
    sds_s = (settings.shaken_s, settings.shaken_s)
    cycles, rows = copied(rows, settings.n_copies, sds_s, settings.seed)
    true_duty = 2 * rows["contact_s"] / rows["stride_s"]
    shape = rows["force"] * true_duty[:, None]
    mean = shape.mean(axis=0)
    shapes = np.linalg.svd(shape - mean, full_matrices=False)[2][: settings.n_shapes]
    features = np.array([force_features(cycle) for cycle in cycles])
    amounts = (shape - mean) @ shapes.T
    trust = np.full(features.shape[1], settings.joints)
    trust[:N_OF_PELVIS] = settings.pelvis
    trust[N_OF_LEG:] = 1.0
    reader = LinearReader.learn(features, amounts, settings.ridge, trust=trust)
    return ForceReader(reader, mean, shapes, np.zeros(N_POINTS), 0.0, 0.0)


def as_read(rows: Rows, settings: Settings) -> tuple[list[LegCycle], Rows]:
    """Return rows to learn from, with events that are off as a reader's."""
    sds_s = (settings.contact_sd_s, settings.toe_off_sd_s)
    return copied(rows, settings.n_copies, sds_s, settings.seed)


def learn_strike(rows: Rows, settings: Settings) -> StrikeReader:
    """Return what reads whether the rearfoot lands first."""
    cycles, rows = as_read(rows, settings)
    is_rear = rows["strike"] == "rearfoot"
    return learn_both(cycles, is_rear, settings.penalty, settings.foot_penalty)


# ------------------------------------------------------------------------ scores


def taken(rows: Rows, chosen: NDArray[np.bool_]) -> Rows:
    """Return some of the rows."""
    return {name: held[chosen] for name, held in rows.items()}


def judged_cycles(judged: Rows, settings: Settings) -> list[LegCycle]:
    """Return the strides that are read to judge, with events as a reader gives them."""
    if settings.events:
        return as_found(judged, Path(settings.events))
    sds_s = (settings.contact_sd_s, settings.toe_off_sd_s)
    return shaken(judged, sds_s, np.random.default_rng(settings.seed + 1))


def leaving_people_out(
    rows: Rows,
    learn: Callable[[Rows], Any],
    read: Callable[[Any, list[LegCycle]], Array],
    settings: Settings,
) -> tuple[Rows, Array]:
    """Return the judged rows, and what was read without having seen the person."""
    is_judged = rows["kind"] != "train"
    judged = taken(rows, is_judged)
    cycles = judged_cycles(judged, settings)
    answers: Array | None = None
    for person in np.unique(judged["person"]):
        model = learn(taken(rows, ~is_judged & (rows["person"] != person)))
        own = np.flatnonzero(judged["person"] == person)
        answer = read(model, [cycles[k] for k in own])
        if answers is None:
            answers = np.full((len(cycles), answer.shape[1]), np.nan)
        answers[own] = answer
    assert answers is not None
    return judged, answers


def read_force(model: ForceReader, cycles: list[LegCycle]) -> Array:
    """Return the forces of strides."""
    features = np.array([force_features(cycle) for cycle in cycles])
    return model.curves_bw(features, duty(cycles))


def read_strike(model: StrikeReader, cycles: list[LegCycle]) -> Array:
    """Return how likely a rearfoot strike is, shape (n, 1)."""
    return np.array([[model.chance(cycle)] for cycle in cycles])


def learn_along(rows: Rows, settings: Settings) -> LinearReader:
    """Return a reader of the braking and the pushing impulse."""
    cycles, rows = as_read(rows, settings)
    features = np.array([cycle.features for cycle in cycles])
    return LinearReader.learn(features, rows["along"], settings.ridge)


def read_along(model: LinearReader, cycles: list[LegCycle]) -> Array:
    """Return the braking and the pushing impulse of strides, shape (n, 2)."""
    return model.read(np.array([cycle.features for cycle in cycles]))


def force_errors(rows: Rows, settings: Settings) -> tuple[Rows, Array, Array]:
    """Return judged rows, the read forces, and these with the true contact times."""
    judged, found = leaving_people_out(
        rows, lambda some: learn_force(some, settings), read_force, settings
    )
    cycles = judged_cycles(judged, settings)
    true_duty = 2 * judged["contact_s"] / judged["stride_s"]
    return judged, found, found * (duty(cycles) / true_duty)[:, None]


# --------------------------------------------------------------------------- run


def train(settings: Settings, out: Path, cache: Path | None) -> dict[str, float]:
    """Learn both readers from all people, write them, and return the scores."""
    if cache is not None and cache.is_file():
        with np.load(cache) as held:
            rows = {name: held[name] for name in held.files}
    else:
        rows = collect(settings)
        if cache is not None:
            np.savez_compressed(cache, **rows)
    judged, found, timed = force_errors(rows, settings)
    errors = timed - judged["force"]
    true_peaks = judged["force"].max(axis=1)
    peaks = timed.max(axis=1) / true_peaks - 1
    areas = found.mean(axis=1) / judged["force"].mean(axis=1)
    cycles = judged_cycles(judged, settings)
    times = np.array([cycle.contact_s for cycle in cycles]) / judged["contact_s"]
    scores = {
        "force_rmse_bw": root_mean_square(found - judged["force"]),
        "force_rmse_bw_known_contact": root_mean_square(errors),
        "peak_rmse": root_mean_square(found.max(axis=1) / true_peaks - 1),
        "impulse_rmse": root_mean_square(areas * times - 1),
    }
    people = taken(rows, rows["kind"] == "train")
    facts = origin(
        settings,
        data_sha256=sha256_of(people[name] for name in ("features", "force")),
        people=sorted(set(people["person"].tolist())),
        scores={name: round(score, 4) for name, score in scores.items()},
    )
    model = learn_force(people, settings)
    write(
        out / "force.npz",
        facts,
        **asdict(model.reader),
        mean=model.mean,
        shapes=model.shapes,
        error_bw=settings.margin * np.sqrt((errors**2).mean(axis=0)),
        peak_error=np.array(settings.margin * root_mean_square(peaks)),
        impulse_error=np.array(settings.margin * scores["impulse_rmse"]),
    )
    write(out / "strike.npz", facts, **arrays_of(learn_strike(people, settings)))
    return scores


def root_mean_square(values: Array) -> float:
    """Return the root of the mean square."""
    return float(np.sqrt(np.mean(np.square(values))))


def write(path: Path, facts: Facts, **arrays: Floats) -> None:
    """Write the arrays of a reader with where it came from."""
    with replacing(path) as part:
        np.savez_compressed(
            part,
            origin=json.dumps(facts),
            **{name: np.asarray(held, np.float32) for name, held in arrays.items()},
        )


if __name__ == "__main__":
    from_command_line(__doc__, Settings(), train)
