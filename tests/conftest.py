"""Fixtures shared by all tests."""

import functools
import os
from collections.abc import Callable
from pathlib import Path

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


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what needs the networks when they are not here, and say so."""
    if item.get_closest_marker("weights"):
        try:
            find_weights("blazepose")
        except WeightsError as error:
            pytest.skip(str(error))
