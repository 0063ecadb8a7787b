r"""Vertical force and foot strike of people who were left out of the training.

    python validation/loads.py --trials DATA/runners-on-plates \
        --noise DATA/noise/blazepose_side_view.json --events each.csv \
        [--cache rows.npz]

Every person in turn is judged by readers that learned from the others
(``training/train_loads.py``): ten seconds from a camera 4 m away at 60 frames/s, from
both sides, each leg a row. Contacts and toe-offs are off by as much as a reader of
events that had not seen that person was on that leg, speed and camera side, in the
mean, with keypoint errors alike (``validation/people.py --each each.csv``). Without
``--events`` they are moved at random by the deviations of the recipe instead. The half
sine has the same events. Writes loads.txt.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "training"))

import train_loads as recipe
from common import add_settings, make_parser, take_settings

from midstance.files import replacing
from midstance.metrics.learned.strike import SURE

TABLE = Path(__file__).with_suffix(".txt")
RISE = (3, 12)
"""Part of the stance (%) over which the force rises at first."""
ASKED = ("3 px", "network")
LEAST_TOLD = 0.83
"""Share of the feet of which the strike shall be told, under each of these errors."""


def main() -> None:
    """Print and write the table."""
    parser = make_parser(__doc__)
    usual = recipe.Settings()
    add_settings(parser, usual)
    parser.add_argument("--cache", type=Path, help="rows, to judge again faster")
    given = vars(parser.parse_args())
    cache = given.pop("cache")
    settings = take_settings(given, usual)
    if cache and cache.is_file():
        with np.load(cache) as held:
            rows = {name: held[name] for name in held.files}
    else:
        rows = recipe.collect(settings)
        if cache:
            np.savez_compressed(cache, **rows)
    events = (
        "events as a reader finds them who had not seen that person"
        if settings.events
        else "events of the plate, moved at random"
    )
    lines = [
        f"{len(np.unique(rows['person']))} people, each left out in turn; {events}",
        "",
        *force_lines(rows, settings),
        "",
        *along_lines(rows, settings),
        "",
        *strike_lines(rows, settings),
    ]
    print("\n".join(lines))
    with replacing(TABLE) as part:
        part.write_text("\n".join(lines) + "\n", "utf-8")


def force_lines(rows: recipe.Rows, settings: recipe.Settings) -> Iterator[str]:
    """Yield the table of the vertical force."""
    judged, found, timed = recipe.force_errors(rows, settings)
    true = judged["force"]
    sine = half_sine(judged, settings)
    yield (
        f"{'vertical force':<34}{'curve':>7}{'known':>9}{'worst':>8}{'peak':>8}"
        f"{'bias':>8}{'area':>8}{'rise':>7}{'r':>6}"
    )
    yield (
        f"{'':<34}{'BW':>7}{'contact':>9}{'person':>8}{'%':>8}{'%':>8}{'%':>8}{'%':>7}"
    )
    for model, curve, known in (("learned", found, timed), ("half sine", sine, None)):
        for kind in recipe.TESTS:
            for speed in (*np.unique(judged["speed_m_s"]), None):
                chosen = judged["kind"] == kind
                if speed is not None:
                    chosen &= judged["speed_m_s"] == speed
                label = "all speeds" if speed is None else f"{speed:g} m/s"
                off = curve[chosen] - true[chosen]
                peak = curve[chosen].max(axis=1) / true[chosen].max(axis=1) - 1
                area = areas(judged, curve, settings)[chosen] - 1
                fast, true_fast = rise(curve[chosen]), rise(true[chosen])
                people = judged["person"][chosen]
                worst = max(
                    recipe.root_mean_square(off[people == one])
                    for one in np.unique(people)
                )
                sure = (
                    f"{recipe.root_mean_square(known[chosen] - true[chosen]):9.3f}"
                    if known is not None
                    else f"{'':>9}"
                )
                yield (
                    f"{model + ', ' + kind + ', ' + label:<34}"
                    f"{recipe.root_mean_square(off):7.3f}{sure}{worst:8.3f}"
                    f"{100 * recipe.root_mean_square(peak):8.1f}"
                    f"{100 * peak.mean():+8.1f}"
                    f"{100 * recipe.root_mean_square(area):8.1f}"
                    f"{100 * recipe.root_mean_square(fast / true_fast - 1):7.0f}"
                    f"{np.corrcoef(fast, true_fast)[0, 1]:6.2f}"
                )
    yield (
        "curve: root mean square error over the stance; known contact: the same with "
        "the true contact time;"
    )
    yield (
        "area: force times contact time; rise: slope of the force from "
        f"{RISE[0]} to {RISE[1]} % of the stance, r: its correlation with the true one."
    )


def along_lines(rows: recipe.Rows, settings: recipe.Settings) -> Iterator[str]:
    """Yield the table of the braking and the pushing impulse, which are not given."""
    judged, found = recipe.leaving_people_out(
        rows,
        lambda some: recipe.learn_along(some, settings),
        recipe.read_along,
        settings,
    )
    true = judged["along"]
    usual = of_others(judged)
    yield (
        f"{'impulse along the way':<34}{'read':>7}{'usual':>9}{'r':>6}{'mean':>10}"
        f"{'people':>8}"
    )
    yield f"{'':<34}{'%':>7}{'%':>9}{'':>6}{'BW s':>10}{'%':>8}"
    for column, name in enumerate(("braking", "pushing")):
        for kind in recipe.TESTS:
            for speed in np.unique(judged["speed_m_s"]):
                own = (judged["kind"] == kind) & (judged["speed_m_s"] == speed)
                known, read = true[own, column], found[own, column]
                mean = known.mean()
                yield (
                    f"{f'{name}, {kind}, {speed:g} m/s':<34}"
                    f"{percent(read - known, mean):7.1f}"
                    f"{percent(usual[own, column] - known, mean):9.1f}"
                    f"{np.corrcoef(read, known)[0, 1]:6.2f}{mean:10.4f}"
                    f"{100 * known.std() / mean:8.1f}"
                )
    yield (
        "usual: the mean of all other people at that speed instead of what is read; "
        "r: correlation of the read and the true one;"
    )
    yield "people: standard deviation of the true one over people and feet."


def of_others(judged: recipe.Rows) -> recipe.Array:
    """Return the mean impulses of all other people at the same speed."""
    usual = np.full_like(judged["along"], np.nan)
    for person in np.unique(judged["person"]):
        own = judged["person"] == person
        for speed in np.unique(judged["speed_m_s"][own]):
            same = judged["speed_m_s"] == speed
            usual[own & same] = judged["along"][same & ~own].mean(axis=0)
    return usual


def percent(off: recipe.Array, mean: float) -> float:
    """Return the root mean square as a percentage of a mean."""
    return 100 * recipe.root_mean_square(off) / mean


def half_sine(judged: recipe.Rows, settings: recipe.Settings) -> recipe.Array:
    """Return the curves of the sine model for the same events."""
    share = recipe.duty(events_of(judged, settings))
    arch = np.sin(np.pi * np.linspace(0, 1, judged["force"].shape[1]))
    return np.asarray(np.pi / 2 * arch / share[:, None])


def areas(
    judged: recipe.Rows, curve: recipe.Array, settings: recipe.Settings
) -> recipe.Array:
    """Return force times contact time, by the true one."""
    times = [cycle.contact_s for cycle in events_of(judged, settings)]
    true = judged["force"].mean(axis=1) * judged["contact_s"]
    return np.asarray(curve.mean(axis=1) * np.array(times) / true)


def events_of(judged: recipe.Rows, settings: recipe.Settings) -> list[recipe.LegCycle]:
    """Return the strides with the events that the judged ones were read with."""
    return recipe.judged_cycles(judged, settings)


def rise(curve: recipe.Array) -> recipe.Array:
    """Return how fast the force rises at first, per share of the stance."""
    first, last = RISE
    return np.asarray((curve[:, last] - curve[:, first]) / (last - first))


def strike_lines(rows: recipe.Rows, settings: recipe.Settings) -> Iterator[str]:
    """Yield the table of the foot strike."""
    judged, chances = recipe.leaving_people_out(
        rows,
        lambda some: recipe.learn_strike(some, settings),
        recipe.read_strike,
        settings,
    )
    chance, is_rear = chances[:, 0], judged["strike"] == "rearfoot"
    said = np.maximum(chance, 1 - chance)
    yield (
        f"{'rearfoot strike':<20}{'feet':>6}{'told %':>8}{'right %':>9}{'stated %':>10}"
        f"{'rearfoot: right':>18}{'taken for other':>17}{'other: right':>14}"
        f"{'taken for rearfoot':>20}"
    )
    for kind in recipe.TESTS:
        own = judged["kind"] == kind
        told = own & (said >= SURE)
        is_right = (chance > 0.5) == is_rear
        counts = [
            int((told & (is_rear == rear) & (is_right == right)).sum())
            for rear in (True, False)
            for right in (True, False)
        ]
        yield (
            f"{kind:<20}{own.sum():>6}{100 * told.sum() / own.sum():>8.0f}"
            f"{100 * is_right[told].mean():>9.0f}{100 * said[told].mean():>10.0f}"
            f"{counts[0]:>18}{counts[1]:>17}{counts[2]:>14}{counts[3]:>20}"
        )
    yield ""
    yield from threshold_lines(judged, chance)
    yield ""
    yield f"{'stated chance':<20}{'feet':>6}{'rearfoot %':>12}"
    for low, high in (
        (0, 0.1),
        (0.1, 0.3),
        (0.3, 0.5),
        (0.5, 0.7),
        (0.7, 0.9),
        (0.9, 1),
    ):
        some = (chance >= low) & ((chance < high) | (high == 1))
        share = f"{100 * is_rear[some].mean():12.0f}" if some.any() else f"{'':>12}"
        yield f"{f'{low:g} to {high:g}':<20}{some.sum():>6}{share}"


def threshold_lines(judged: recipe.Rows, chance: recipe.Array) -> Iterator[str]:
    """Yield what is told from a chance on that was chosen on all other people."""
    said = np.maximum(chance, 1 - chance)
    is_right = (chance > 0.5) == (judged["strike"] == "rearfoot")
    is_told = np.zeros(len(said), dtype=bool)
    chosen = []
    for person in np.unique(judged["person"]):
        own = judged["person"] == person
        others = [said[~own & (judged["kind"] == kind)] for kind in ASKED]
        # The highest from which on enough of the others is told, whatever the errors.
        chosen.append(min(np.quantile(some, 1 - LEAST_TOLD) for some in others))
        is_told[own] = said[own] >= chosen[-1]
    yield (
        f"told from a chance on from which {100 * LEAST_TOLD:.0f} % of the feet of all "
        f"other people are told ({min(chosen):.2f} to {max(chosen):.2f})"
    )
    for kind in recipe.TESTS:
        own = judged["kind"] == kind
        yield (
            f"{kind:<20}{own.sum():>6}{100 * is_told[own].mean():>8.0f}"
            f"{100 * is_right[own & is_told].mean():>9.0f}"
        )


if __name__ == "__main__":
    main()
