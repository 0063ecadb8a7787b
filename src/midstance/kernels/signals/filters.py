"""Low-pass filters for signals with gaps."""

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from midstance.errors import ConfigError
from midstance.kernels.signals.gaps import valid_runs


def lowpass(
    values: NDArray[np.floating], cutoff_hz: float, rate_hz: float, order: int = 4
) -> NDArray[np.floating]:
    """Smooth each run of valid samples with a zero-lag Butterworth filter.

    Parameters
    ----------
    values
        Shape (n_times,) or (n_times, n_columns); NaN marks a gap, in one column
        for all of them. Gaps stay gaps: filling them is another function's
        decision.
    cutoff_hz
        Frequency at which the two passes together leave half the power (-3 dB).
    rate_hz
        Sampling rate of `values`, constant.
    order
        Order of the whole filter, both passes taken together; even.

    Returns
    -------
    numpy.ndarray
        Same shape. A run too short to filter is returned as it came.

    Raises
    ------
    ConfigError
        If `cutoff_hz` is not between 0 and half of `rate_hz`.

    Notes
    -----
    Two passes of a Butterworth filter of order ``n`` leave half the power at
    ``(sqrt(2) - 1) ** (1 / (2 * n))`` of its own cut-off [1]_. The filter is
    therefore designed higher, so that `cutoff_hz` means what it says. Each run
    is continued beyond its ends by its own point reflection, so that it keeps
    its slope there.

    References
    ----------
    .. [1] D. A. Winter, *Biomechanics and Motor Control of Human Movement*,
       4th ed., section 3.4.4.

    Examples
    --------
    >>> lowpass(np.array([1.0, np.nan, 1.0]), cutoff_hz=6, rate_hz=60)
    array([ 1., nan,  1.])

    """
    if not 0 < cutoff_hz < rate_hz / 2:
        raise ConfigError(
            f"cutoff_hz must lie between 0 and half the rate "
            f"({rate_hz / 2:g} Hz), got {cutoff_hz:g}."
        )
    per_pass = order // 2
    shrink = (np.sqrt(2) - 1) ** (1 / (2 * per_pass))
    warped = np.tan(np.pi * cutoff_hz / rate_hz) / shrink
    design_hz = rate_hz / np.pi * np.arctan(warped)
    sections = signal.butter(per_pass, design_hz, fs=rate_hz, output="sos")
    smooth = values.astype(float, copy=True)
    shortest = 3 * (2 * len(sections) + 1)
    gaps = smooth if smooth.ndim == 1 else smooth.sum(axis=1)
    for run in valid_runs(gaps):
        if run.stop - run.start > shortest:
            smooth[run] = signal.sosfiltfilt(sections, smooth[run], axis=0)
    return smooth
