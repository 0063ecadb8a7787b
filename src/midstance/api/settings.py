"""Settings as keywords, by the names that the command line has."""

from collections.abc import Mapping
from typing import Any, Literal

from midstance.api.arguments import Settings, as_config
from midstance.config import Config, load_preset
from midstance.errors import ConfigError

View = Literal["auto", "left", "right", "front", "rear", "oblique"]
Surface = Literal["auto", "treadmill", "overground"]
Quality = Literal["fast", "good", "best"]
Model = Literal["lite", "full", "heavy"]
Point = tuple[float, float]


def chosen_pose(
    config: Config,
    *,
    pose: str | None = None,
    pose_param: Mapping[str, Any] | None = None,
    model: str | None = None,
) -> dict[str, Any] | None:
    """Return the pose network that is asked for; None: what `config` says.

    Parameters
    ----------
    config
        The settings so far; parameters of another network are forgotten.
    pose
        Name of the network.
    pose_param
        Its parameters.
    model
        Its parameter of that name.

    Raises
    ------
    ConfigError
        If the name is no text, or the parameters are no mapping.

    Examples
    --------
    >>> chosen_pose(Config(), model="heavy")
    {'name': 'blazepose', 'params': {'model': 'heavy'}}

    """
    if not isinstance(pose, str | None):
        raise ConfigError(f"pose must be the name of a network, got {pose!r}.")
    if not isinstance(pose_param, Mapping | None):
        raise ConfigError(
            "pose_param must map names to values, such as {'weights': 'net.onnx'}, "
            f"got {type(pose_param).__name__}."
        )
    if pose is None and not pose_param and model is None:
        return None
    params = dict(config.pose.params) if pose in (None, config.pose.name) else {}
    params.update(pose_param or {})
    if model is not None:
        params["model"] = model
    return {"name": pose or config.pose.name, "params": params}


def chosen_lifter(
    config: Config, *, lift: bool | None = None, lifter: str | None = None
) -> str | None:
    """Return who is to lift people to 3D; None: what `config` says.

    Parameters
    ----------
    config
        The settings so far.
    lift
        Whether people are lifted; None: as the settings say.
    lifter
        Who does it; None: who the settings name, else our network.

    Examples
    --------
    >>> chosen_lifter(Config(), lift=True), chosen_lifter(Config(), lift=False)
    ('network', 'none')

    """
    if lift is None:
        return lifter
    if not lift:
        return "none"
    known = config.lifting.lifter
    return lifter or ("network" if known == "none" else known)


def starting_config(config: Settings, preset: str | None) -> Config:
    """Return the settings that keywords then change.

    Raises
    ------
    ConfigError
        If both are given, or one is wrong.

    """
    if config is not None and preset is not None:
        raise ConfigError("Give config or preset, not both.")
    return as_config(config) if preset is None else load_preset(preset)
