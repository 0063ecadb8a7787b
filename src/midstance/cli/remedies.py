"""What can be done about a note, a missing number or an error, by which option."""

from midstance.schema.remedies import Words, with_remedy

OPTIONS: Words = {
    "add_weights": "Run: midstance weights add {name} FILE",
    "body_height": "Give --height-m.",
    "body_mass": "Give --mass-kg.",
    "choose_runner": (
        "midstance people FOLDER shows them, and reports whom you choose."
    ),
    "fetch_from_file": "Run: midstance weights fetch {name} --from FILE",
    "fetch_weights": "Run: midstance weights fetch {name}",
    "from_file": "Give it with --from.",
    "how_to_get_weights": "midstance doctor says how to get one for {name}.",
    "moving_camera": "Add --camera moving.",
    "rotate": "Add --rotate {turn_deg}, or --rotate auto.",
    "scale": "Give --height-m or --known-length.",
    "scale_or_belt_speed": (
        "Give --height-m or --known-length, or --speed-m-s of a treadmill seen from "
        "the side."
    ),
    "scale_or_treadmill": (
        "Give --height-m or --known-length; if this is a treadmill, add "
        "--preset treadmill."
    ),
    "see_people": "midstance people FOLDER shows who was found.",
    "slow_motion": "Give its factor with --slow-motion.",
    "slow_motion_factor": (
        "Give its factor with --slow-motion, such as --slow-motion {factor:.2g}."
    ),
    "slow_motion_part": (
        "Analyze that part by itself: --start {part_start_s:.1f} --end "
        "{part_end_s:.1f} --slow-motion {factor:.2g}."
    ),
    "speed": "Give --speed-m-s.",
    "speed_or_scale": (
        "Give --speed-m-s, or --height-m or --known-length when the runner crosses "
        "the picture."
    ),
    "view": "Choose with --view.",
}
"""By name: those of `midstance.schema.remedies.PLAIN`, and those that errors alone
carry, whose message says the same in plain words."""


def with_option(text: str, remedy: str, **facts: object) -> str:
    """Return `text` and after it the option or the command that helps.

    Examples
    --------
    >>> with_option("No weights yet.", "fetch_weights", name="blazepose")
    'No weights yet. Run: midstance weights fetch blazepose'

    """
    return with_remedy(text, remedy, facts, OPTIONS)
