"""The recordings of the web app: one folder each, readable without it."""

import json
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Literal

from midstance.config import Config
from midstance.errors import ConfigError, FormatError
from midstance.files import make_folder, replacing

State = Literal["waiting", "working", "done", "failed", "stopped"]

_ID = re.compile(r"\d{8}-\d{6}-[0-9a-f]{6}")
_FACTS, _STATE, _RESULTS = "recording.json", "state.json", "results"


@dataclass(frozen=True)
class Upload:
    """One uploaded video.

    Parameters
    ----------
    id
        Name of its folder: when it came, and a few random digits.
    name
        Of the file as the user has it.
    folder
        Where video and results are.
    config
        Settings it is analyzed with.

    """

    id: str
    name: str
    folder: Path
    config: Config

    @property
    def video(self) -> Path:
        """The uploaded file."""
        return self.folder / self.name

    @property
    def results(self) -> Path:
        """Folder of the analysis."""
        return self.folder / _RESULTS

    def state(self) -> tuple[State, str]:
        """Return how far it is, and why it failed."""
        facts = json.loads((self.folder / _STATE).read_text("utf-8"))
        return facts["state"], facts["message"]

    def set_state(self, state: State, message: str = "") -> None:
        """Write down how far it is."""
        with replacing(self.folder / _STATE) as part:
            part.write_text(json.dumps({"state": state, "message": message}), "utf-8")


class Store:
    """Keeps recordings in a folder.

    Parameters
    ----------
    root
        The folder; made when it is not there.

    """

    def __init__(self, root: Path) -> None:
        make_folder(root)
        self.root = root

    def all(self) -> list[Upload]:
        """Return every recording, newest first."""
        folders = (path.parent for path in self.root.glob(f"*/{_STATE}"))
        ids = sorted(path.name for path in folders if _ID.fullmatch(path.name))
        return [self.get(each) for each in reversed(ids)]

    def get(self, recording_id: str) -> Upload:
        """Return a recording.

        Raises
        ------
        FormatError
            If there is none of that name.

        """
        folder = self.root / recording_id
        if not _ID.fullmatch(recording_id) or not (folder / _STATE).is_file():
            raise FormatError(f"There is no recording {recording_id!r} any more.")
        try:
            facts = json.loads((folder / _FACTS).read_text("utf-8"))
            config = Config.model_validate(facts["config"])
        except (OSError, ValueError) as error:
            raise FormatError(
                f"{folder} cannot be read by this version ({error}); move it away."
            ) from error
        return Upload(recording_id, facts["name"], folder, config)

    @contextmanager
    def adding(
        self, name: str, settings: dict[str, Any]
    ) -> Iterator[tuple[Upload, BinaryIO]]:
        """Give a new recording and the file to write it into.

        It is there for others when the block ends well, and gone otherwise.

        Parameters
        ----------
        name
            Of the file as the user has it.
        settings
            What to change in the default `Config`, by group.

        Raises
        ------
        ConfigError
            If a setting or the name is wrong.

        """
        config = Config().updated(**settings)
        now = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
        new_id = f"{now}-{secrets.token_hex(3)}"
        recording = Upload(new_id, _plain(name), self.root / new_id, config)
        make_folder(recording.folder)
        try:
            with recording.video.open("wb") as file:
                yield recording, file
            self._file(recording)
        except BaseException:
            shutil.rmtree(recording.folder, ignore_errors=True)
            raise

    def change(self, recording: Upload, settings: dict[str, Any]) -> Upload:
        """Return the recording with other settings, which it waits to be read with.

        Raises
        ------
        ConfigError
            If a setting is wrong.

        """
        config = recording.config.updated(**settings)
        changed = Upload(recording.id, recording.name, recording.folder, config)
        self._file(changed)
        return changed

    def remove(self, recording: Upload) -> None:
        """Delete a recording with everything that was found in it."""
        (recording.folder / _STATE).unlink()
        shutil.rmtree(recording.folder)

    def _file(self, recording: Upload) -> None:
        facts = {
            "name": recording.name,
            "config": recording.config.model_dump(mode="json"),
        }
        with replacing(recording.folder / _FACTS) as part:
            part.write_text(json.dumps(facts, indent=2), "utf-8")
        recording.set_state("waiting")


def _plain(name: str) -> str:
    """Return a file name without anything that leads elsewhere."""
    plain = re.sub(r"[^\w.\- ()]", "_", name.replace("\\", "/").rsplit("/", 1)[-1])
    stem, dot, suffix = plain.strip(" .").rpartition(".")
    if not dot or not stem or not suffix:
        raise ConfigError(f"A video needs a name with an ending, got {name!r}.")
    return f"{stem[:80]}.{suffix[:8]}"
