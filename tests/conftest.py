"""Fixtures shared by all tests."""

import functools
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from midstance.assets import find_weights
from midstance.errors import WeightsError
from midstance.kernels.cameras import orbit_camera
from midstance.synth.noise import Noise
from midstance.synth.observe import observe
from midstance.synth.runner import RunnerSettings, run

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """The folder of recordings with truth; they are not part of the project."""
    folder = Path(os.environ.get("MIDSTANCE_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("reference recordings are not here; MIDSTANCE_DATA names them")
    return folder


@pytest.fixture(scope="session")
def film() -> Callable[..., xr.Dataset]:
    """Film the synthetic runner: raw tracks in px, of 6 s unless told."""

    @functools.cache
    def run_once(
        settings: RunnerSettings, duration_s: float, rate_hz: float
    ) -> xr.Dataset:
        return run(settings, duration_s=duration_s, rate_hz=rate_hz).tracks

    azimuths_deg = {"front": 0, "oblique": 45, "left": 90, "rear": 180, "right": -90}

    def shoot(
        *,
        view: str = "left",
        rate_hz: float = 30.0,
        noise_px: float = 0.0,
        duration_s: float = 6.0,
        seed: int = 0,
        camera: dict[str, float] | None = None,
        **settings: float | str,
    ) -> xr.Dataset:
        tracks_m = run_once(RunnerSettings(**settings), duration_s, rate_hz)
        seen_from = orbit_camera(azimuths_deg[view], **(camera or {}))
        return observe(tracks_m, seen_from, noise=Noise(white_px=noise_px), seed=seed)

    return shoot


@pytest.fixture(scope="session")
def draw_people():
    """Draw ideal confidence maps and part affinity fields."""

    def draw(people, limbs, shape=(46, 82)):
        """Draw ideal maps of people, shape (n_people, n_keypoints, 2), NaN: hidden.

        Where limbs of several people overlap, the field is their mean.
        """
        rows, cols = np.mgrid[: shape[0], : shape[1]] + 0.5
        cells = np.stack([cols, rows], axis=-1)
        maps = np.zeros((people.shape[1], *shape))
        fields = np.zeros((len(limbs), 2, *shape))
        n_drawn = np.zeros((len(limbs), *shape))
        for person in people:
            for place, own in zip(person, maps, strict=True):
                if np.isfinite(place).all():
                    apart = ((cells - place) ** 2).sum(axis=-1)
                    np.maximum(own, np.exp(-apart / 2), out=own)
            for (a, b), field, n in zip(limbs, fields, n_drawn, strict=True):
                along = person[b] - person[a]
                if np.isfinite(along).all():
                    length = np.hypot(*along)
                    unit = along / length
                    ahead = (cells - person[a]) @ unit
                    aside = np.abs((cells - person[a]) @ [unit[1], -unit[0]])
                    is_limb = (ahead > -1) & (ahead < length + 1) & (aside < 1)
                    field += is_limb * unit[:, None, None]
                    n += is_limb
        fields /= np.maximum(n_drawn, 1)[:, None]
        return maps, fields

    return draw


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what needs the networks when they are not here, and say so."""
    if item.get_closest_marker("weights"):
        try:
            find_weights("blazepose")
        except WeightsError as error:
            pytest.skip(str(error))
