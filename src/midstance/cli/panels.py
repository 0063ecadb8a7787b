"""Groups of options, so that the help of a command can be read."""

FOR_PROGRAMS = "For programs"

_PANELS = {
    "Who and where": (
        *("view", "height_m", "speed_m_s", "mass_kg", "surface", "known_length"),
        *("floor", "people", "runner"),
    ),
    "The recording": (
        *("start_s", "end_s", "slow_motion", "image_fps", "camera", "rotate"),
    ),
    "How": (
        *("pose", "model", "quality", "pose_param", "lift", "lifter", "focal_px"),
        *("preset", "config", "detector"),
    ),
    "What comes out": (
        *("out", "export", "units", "language", "report", "video_in_report"),
        *("overlay", "hide_faces", "pdf"),
    ),
}


def panel_of(option: str) -> str | None:
    """Return the group of an option, by the name of its parameter; None: no group.

    Examples
    --------
    >>> panel_of("height_m"), panel_of("seed")
    ('Who and where', None)

    """
    return next((panel for panel, names in _PANELS.items() if option in names), None)


def place_of(panel: str | None) -> int:
    """Return where in the help a group stands; what is in none comes first."""
    return -1 if panel not in _PANELS else list(_PANELS).index(panel)
