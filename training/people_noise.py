"""Keypoint errors for people over force plates: drawn, or as measured on networks."""

import json
from functools import lru_cache
from pathlib import Path

import numpy as np

from midstance.synth.observation.noise import (
    AxisError,
    NetworkError,
    Noise,
    draw_network_error,
    load_network_error,
    network_error_of,
)

FILMED = 0.4
"""Share of measured errors that are those of a film, where there are rendered ones."""


def draw_noise(
    kind: str, measured: str, networks: str, rng: np.random.Generator
) -> Noise:
    """Draw keypoint errors: of a network, drawn anew, or like measured ones.

    Parameters
    ----------
    kind
        ``exact``, ``white``, ``network`` (drawn anew) or ``measured``.
    measured
        File of errors measured on a film; empty: there is none.
    networks
        File of ``training/measure_networks.py``, on rendered runners; empty: none.
    rng
        Draws.

    """
    if kind == "exact":
        return Noise()
    if kind == "white":
        return Noise(white_px=float(rng.uniform(0.5, 6.0)))
    drawn = draw_network_error(int(rng.integers(2**31)), size=rng.uniform(0.1, 1.5))
    known = [load_network_error(Path(measured))] if measured else []
    rendered = list(rendered_errors(networks).values()) if networks else []
    if kind == "measured" and (known or rendered):
        use = known if known and (not rendered or rng.uniform() < FILMED) else rendered
        size = rng.uniform(0.6, 1.2)
        one = use[int(rng.integers(len(use)))]
        drawn = {
            key: tuple(changed(axis, size, rng) for axis in pair)
            for key, pair in one.items()
        }
    return Noise(network=drawn)


@lru_cache(maxsize=2)
def rendered_errors(path: str) -> dict[str, NetworkError]:
    """Return the errors of every network with every rendered runner."""
    tables = json.loads(Path(path).read_text("utf-8"))
    return {name: network_error_of(table) for name, table in tables.items()}


def changed(axis: AxisError, size: float, rng: np.random.Generator) -> AxisError:
    """Return an error of another size, each of its waves changed by a quarter."""
    series = np.array(axis.fourier_px) * (1 + 0.25 * rng.normal(size=9))
    return AxisError(
        tuple(map(float, size * series)),
        size * max(4.0, axis.jitter_px),
        float(np.clip(axis.correlation, 0.05, 0.9)),
    )
