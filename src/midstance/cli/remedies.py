"""What can be done about a note, a missing number or an error, by which option."""

from midstance.schema.remedies import Words

OPTIONS: Words = {
    "body_height": "Give --height-m.",
    "body_mass": "Give --mass-kg.",
    "choose_runner": (
        "midstance people FOLDER shows them, and reports whom you choose."
    ),
    "moving_camera": "Add --moving-camera.",
    "scale": "Give --height-m or --known-length.",
    "scale_or_belt_speed": (
        "Give --height-m or --known-length, or --speed-m-s of a treadmill seen from "
        "the side."
    ),
    "scale_or_treadmill": (
        "Give --height-m or --known-length; if this is a treadmill, add "
        "--preset treadmill."
    ),
    "slow_motion": "Give its factor with --slow-motion.",
    "slow_motion_factor": (
        "Give its factor with --slow-motion, such as --slow-motion {factor:.0f}."
    ),
    "speed": "Give --speed-m-s.",
    "speed_or_scale": (
        "Give --speed-m-s, or --height-m or --known-length when the runner crosses "
        "the picture."
    ),
    "view": "Choose with --view.",
}
"""By name, as in `midstance.schema.remedies.PLAIN`."""
