"""The errors a pose network makes: where it is biased, how it jitters."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from midstance.errors import ConfigError, FormatError
from midstance.files import read_json
from midstance.kernels.types import Array

REFERENCE_BODY_PX = 500.0
"""Height of the person that the sizes of errors are given for."""
REFERENCE_RATE_HZ = 30.0
"""Frame rate that `AxisError.correlation` is given for."""


@dataclass(frozen=True)
class AxisError:
    """Error of one keypoint along one axis, for a person 500 px tall.

    Parameters
    ----------
    fourier_px
        Bias over the stride phase, which is 0 at the contact of the own foot:
        mean, then cosine and sine of each harmonic.
    jitter_px
        Standard deviation of what is left.
    correlation
        Correlation of that rest from frame to frame at 30 frames/s.

    """

    fourier_px: tuple[float, ...]
    jitter_px: float
    correlation: float

    def bias_px(self, phase: Array) -> Array:
        """Return the bias at a stride phase (1 is a whole stride)."""
        harmonics = np.arange(1, len(self.fourier_px) // 2 + 1)
        angle = 2 * np.pi * np.asarray(phase)[..., None] * harmonics
        bias = np.cos(angle) @ np.asarray(self.fourier_px[1::2])
        bias = bias + np.sin(angle) @ np.asarray(self.fourier_px[2::2])
        return np.asarray(self.fourier_px[0] + bias)


PointError = tuple[AxisError, AxisError]
"""Forward in the image and down."""
Key = tuple[Literal["near", "far"], str]
NetworkError = Mapping[Key, PointError]
"""By side to the camera and joint, such as ``("near", "ankle")``."""


@dataclass(frozen=True)
class Noise:
    """What goes wrong between the runner and the keypoints.

    Parameters
    ----------
    white_px
        Standard deviation of independent noise on every coordinate.
    network
        Errors of a pose network, scaled to the size of the person.
    drop_rate_hz, drop_s
        How often a keypoint is lost, and for how long on average.
    swap_rate_hz, swap_s
        How often left and right legs are exchanged, and for how long on average.
    clock_jitter_s
        Standard deviation of the moments of the frames around the times written.

    """

    white_px: float = 0.0
    network: NetworkError | None = None
    drop_rate_hz: float = 0.0
    drop_s: float = 0.08
    swap_rate_hz: float = 0.0
    swap_s: float = 0.1
    clock_jitter_s: float = 0.0

    def __post_init__(self) -> None:
        """Refuse negative sizes and rates."""
        for name in (
            *("white_px", "drop_rate_hz", "drop_s"),
            *("swap_rate_hz", "swap_s", "clock_jitter_s"),
        ):
            if not getattr(self, name) >= 0:
                raise ConfigError(
                    f"{name} must not be negative, got {getattr(self, name):g}."
                )


# Sizes (px) for a person 500 px tall, rounded from what comparing BlazePose with
# a second network on a treadmill clip suggests: spread of the mean from clip to
# clip, root mean square of the bias over the stride, jitter.
_SIZES: dict[Key, tuple[float, float, float]] = {
    ("near", "hip"): (10.0, 4.5, 4.0),
    ("near", "knee"): (4.0, 5.5, 4.5),
    ("near", "ankle"): (3.0, 3.5, 4.0),
    ("near", "heel"): (5.0, 4.0, 4.5),
    ("near", "foot_index"): (4.0, 10.0, 6.5),
    ("far", "hip"): (14.0, 4.0, 4.5),
    ("far", "knee"): (6.0, 9.0, 6.5),
    ("far", "ankle"): (8.0, 14.0, 7.0),
    ("far", "heel"): (9.0, 15.0, 8.0),
    ("far", "foot_index"): (9.0, 17.0, 9.0),
}
_ELSEWHERE = (5.0, 2.0, 4.0)
_HARMONICS = np.array([1.0, 0.8, 0.6, 0.4])
_CORRELATION = 0.2


def draw_network_error(seed: int, *, size: float = 1.0) -> NetworkError:
    """Return errors like those of BlazePose in a side view, different by seed.

    Parameters
    ----------
    seed
        Seed of the biases.
    size
        1 is typical, 0 is none.

    """
    rng = np.random.default_rng(seed)

    def axis(sizes: tuple[float, float, float]) -> AxisError:
        mean, wave, jitter = (size * value for value in sizes)
        pairs = rng.standard_normal((len(_HARMONICS), 2)) * _HARMONICS[:, None]
        # The mean square of a harmonic is half the square of its amplitude.
        rms = np.sqrt((_HARMONICS**2).sum())
        series = (mean * rng.standard_normal(), *(wave / rms * pairs).ravel())
        return AxisError(tuple(map(float, series)), jitter, _CORRELATION)

    return {key: (axis(sizes), axis(sizes)) for key, sizes in _SIZES.items()}


def load_network_error(path: Path, *, smoothed: bool = False) -> NetworkError:
    """Return measured errors from a JSON file.

    Parameters
    ----------
    path
        Keys ``sm0/near/ankle``; each with ``x`` (px forward, whichever edge the
        runner faces) and ``y`` (px down), which hold ``co``, ``sd`` and ``rho``.
    smoothed
        Whether to take the errors behind the network's own smoothing (``sm1``).

    Raises
    ------
    FormatError
        If the file is missing or holds something else.

    """
    try:
        table = read_json(path, "a table of keypoint errors")
        return network_error_of(table, smoothed=smoothed)
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise FormatError(
            f"{path} is no table of keypoint errors; "
            "expected JSON with keys such as 'sm0/near/ankle'."
        ) from error


def network_error_of(
    table: Mapping[str, Any], *, smoothed: bool = False
) -> NetworkError:
    """Return the errors of a table such as `load_network_error` reads.

    Raises
    ------
    KeyError, TypeError, ValueError
        If it holds something else.

    """
    errors: dict[Key, PointError] = {}
    for distance, joint in _SIZES:
        entry = table[f"sm{int(smoothed)}/{distance}/{joint}"]
        x, y = (
            AxisError(
                tuple(map(float, entry[name]["co"])),
                float(entry[name]["sd"]),
                float(np.clip(entry[name]["rho"], 0.0, 0.95)),
            )
            for name in ("x", "y")
        )
        errors[distance, joint] = (x, y)
    return errors


def other_error(size: float = 1.0) -> PointError:
    """Return the error of a keypoint that the table has no entry for."""
    axis = AxisError((0.0,), _ELSEWHERE[2] * size, _CORRELATION)
    return axis, axis


def draw_jitter(
    rng: np.random.Generator, time_s: Array, error: AxisError, scale: float
) -> Array:
    """Return the part of an error that is left to chance (px), shape (n_times,).

    A first-order autoregression whose memory is a time, so that it means the
    same at any frame rate.
    """
    white = rng.standard_normal(len(time_s))
    if error.correlation > 0.0:
        gap = np.diff(time_s) * REFERENCE_RATE_HZ
        memory = error.correlation**gap
        for index, keep in enumerate(memory, start=1):
            white[index] = keep * white[index - 1] + np.sqrt(1 - keep**2) * white[index]
    return white * error.jitter_px * scale
