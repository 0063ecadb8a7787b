"""What holds for a recording about which nothing else is said."""

import json
from pathlib import Path

from midstance.config import Config
from midstance.files import replacing

_FILE = "settings.json"


def default_config(root: Path) -> Config:
    """Return the settings of a new recording, in the folder of the app.

    When it cannot be read what was chosen, faces are hidden.
    """
    try:
        told = json.loads((root / _FILE).read_text("utf-8"))
        return Config(hide_faces=told["hide_faces"] is True)
    except FileNotFoundError:
        return Config()
    except (OSError, ValueError, KeyError, TypeError):
        return Config(hide_faces=True)


def keep_defaults(root: Path, *, hide_faces: bool) -> None:
    """Remember what holds for recordings that are brought from now on.

    Raises
    ------
    OutputError
        If the folder cannot be written to.

    """
    with replacing(root / _FILE) as part:
        part.write_text(json.dumps({"hide_faces": hide_faces}), "utf-8")
