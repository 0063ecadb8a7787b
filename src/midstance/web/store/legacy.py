"""Recordings that versions without a database kept: one folder each."""

import hashlib
import json
import re
import shutil
from contextlib import suppress
from pathlib import Path

from midstance.config import Config
from midstance.web.store.recordings import Store
from midstance.web.store.upload import State, shown_name

_ID = re.compile(r"\d{8}-\d{6}-[0-9a-f]{6}")
_STATES: dict[str, State] = {
    "done": "done",
    "failed": "failed",
    "stopped": "stopped",
    "waiting": "waiting",
    "working": "waiting",
}


def take_over(store: Store) -> None:
    """Bring recordings of the earlier layout into the database.

    What cannot be read stays where it is.
    """
    for folder in sorted(store.root.iterdir()):
        if _ID.fullmatch(folder.name) and (folder / "state.json").is_file():
            with suppress(OSError, ValueError, KeyError, TypeError):
                _take_over(store, folder)


def _take_over(store: Store, folder: Path) -> None:
    facts = json.loads((folder / "recording.json").read_text("utf-8"))
    told = json.loads((folder / "state.json").read_text("utf-8"))
    config = Config.model_validate(facts["config"])
    video = folder / facts["name"]
    with video.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    n_bytes = video.stat().st_size
    target = store.files.path(sha256)
    target.parent.mkdir(parents=True, exist_ok=True)
    video.replace(target)
    results = folder / "results"
    if results.is_dir():
        results.replace(store.root / "results" / folder.name)
    name, state = shown_name(facts["name"]), _STATES[told["state"]]
    store.insert(folder.name, name, sha256, n_bytes, config, state=state)
    shutil.rmtree(folder)
