"""`Analysis.curves`: joint angles over the stride."""

import xarray as xr

from midstance.errors import ConfigError, NotEnoughDataError, did_you_mean
from midstance.metrics.curves import CURVES
from midstance.metrics.cycles import find_cycles
from midstance.schema.analysis import Analysis
from midstance.schema.bouts import measured_part
from midstance.schema.scene import Scene
from midstance.schema.tracks import individuals


def chosen_person(analysis: Analysis, individual: str | None) -> str:
    """Return whom a call is about; None: who is reported first.

    Raises
    ------
    ConfigError
        If nobody of that name is reported, or nobody at all.

    """
    names = individuals(analysis.tracks)
    if not names:
        raise ConfigError("Nobody was found in this analysis.")
    if individual is None:
        return names[0]
    if not isinstance(individual, str) or individual not in names:
        raise ConfigError(
            f"Nobody is called {individual!r}; {did_you_mean(individual, names)}"
        )
    return individual


def curves_of(
    analysis: Analysis, angle: str, individual: str | None = None
) -> xr.Dataset:
    """Return one joint angle over the stride, stride by stride.

    Parameters
    ----------
    analysis
        What was found.
    angle
        Such as ``"knee_flexion"``, ``"hip_flexion"``, ``"dorsiflexion"``.
    individual
        Whose; None: who is reported first.

    Returns
    -------
    xarray.Dataset
        ``mean_deg``, ``sd_deg`` over the strides and ``uncertainty_deg`` of the mean
        (side, percent): 0 is initial contact, 100 the next one of the same foot; NaN
        where too few strides show it. ``n_strides`` and ``toe_off_percent`` (side).
        ``angle_deg`` (stride, percent): every stride, with the coordinates
        ``stride_side`` and ``start_s``.

    Raises
    ------
    ConfigError
        If there is no such angle or person.
    NotEnoughDataError
        If it cannot be read from this view, or there is no whole stride.

    """
    name = chosen_person(analysis, individual)
    if not isinstance(angle, str) or angle not in CURVES:
        raise ConfigError(f"Unknown angle {angle!r}; {did_you_mean(angle, CURVES)}")
    cycles = _cycles(analysis)
    people = cycles.coords.get("individual", xr.DataArray([]))
    if name not in people.to_numpy() or angle not in cycles["angle"].to_numpy():
        scene = analysis.scenes.get(name, Scene())
        why = (
            "no whole stride with its keypoints was found"
            if scene.is_side_view
            else f"it needs a view from the side, and this one is {scene.view}"
        )
        raise NotEnoughDataError(f"{name}: no curve of {angle}; {why}.")
    own = cycles.sel(individual=name, angle=angle)
    is_own = (own["stride_individual"] == name).to_numpy()
    return own.isel(stride=is_own).assign_attrs(units="deg")


def _cycles(analysis: Analysis) -> xr.Dataset:
    """Return the curves of everybody, also of results that did not keep them."""
    if analysis.cycles is not None:
        return analysis.cycles
    part = measured_part(analysis.tracks, analysis.events, analysis.bouts)
    return find_cycles(*part, analysis.scenes, tracks_3d=analysis.tracks_3d)
