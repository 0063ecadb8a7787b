"""A recording as a value: what the app knows about one uploaded video."""

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, cast

from midstance.config import Config
from midstance.errors import ConfigError
from midstance.web.store.tables import RecordingRow

State = Literal["waiting", "working", "done", "failed", "stopped"]

_LONGEST_NAME = 80


@dataclass(frozen=True)
class Number:
    """One number of a summary."""

    metric: str
    individual: str
    side: str
    value: float | None
    uncertainty: float | None
    unit: str


@dataclass(frozen=True)
class Upload:
    """One uploaded video, as it was when it was asked for.

    Parameters
    ----------
    id
        Names it everywhere: when it came, and a few random digits.
    name
        Name of the file as the user has it; to be shown, and for nothing else.
    video, results
        The uploaded file, and the folder of its analysis.
    config
        Settings it is analyzed with.
    state, message
        How far it is, and why it failed.
    stage, share, left_s
        What is being done, how much of it is done (0 to 1), and about how long it
        takes; None: not known yet.
    run
        Counted up with every beginning and end.
    created_at, changed_at
        Seconds since 1970.
    person_id, day, view
        Whose it is, when it was filmed (``2026-11-30``), and from where; empty or
        None: not known.
    first, is_first_whole
        What is known while it is worked on, and whether that is of the whole video.

    """

    id: str
    name: str
    video: Path
    results: Path
    config: Config
    state: State
    message: str
    stage: str
    share: float
    left_s: float | None
    run: int
    created_at: float
    changed_at: float
    person_id: str | None = None
    day: str = ""
    view: str = ""
    first: tuple[Number, ...] = ()
    is_first_whole: bool = False


def upload_of(row: RecordingRow, *, video: Path, results: Path) -> Upload:
    """Return what a row says, with the places of its files."""
    try:
        config = Config.model_validate(row.config)
    except ValueError:  # of another version: it can be analyzed anew
        config = Config()
    is_worked_on = row.state == "working"
    return Upload(
        id=row.id,
        name=row.name,
        video=video,
        results=results,
        config=config,
        state=cast("State", row.state),
        message=row.message,
        stage=row.stage if is_worked_on else "",
        share=row.share if is_worked_on else 0.0,
        left_s=_left_s(row),
        run=row.run,
        created_at=row.created_at,
        changed_at=row.changed_at,
        person_id=row.person_id,
        day=row.day,
        view=row.view,
        first=_first(row) if is_worked_on else (),
        is_first_whole=bool((row.first_numbers or {}).get("is_whole")),
    )


def new_id() -> str:
    """Return a new id of a recording."""
    now = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    return f"{now}-{secrets.token_hex(4)}"


def shown_name(name: str) -> str:
    r"""Return a name as it is shown, without folders and what cannot be printed.

    Raises
    ------
    ConfigError
        If nothing is left of it.

    Examples
    --------
    >>> shown_name("C:\\films\\run.mp4")
    'run.mp4'

    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = re.sub(r"[^\w.,\- ()+#&']", "_", last).strip(" .")
    if not plain:
        raise ConfigError(f"A video needs a name, got {name[:_LONGEST_NAME]!r}.")
    stem, dot, suffix = plain.rpartition(".")
    if not dot or len(suffix) > 8:
        return plain[:_LONGEST_NAME]
    return f"{stem[:_LONGEST_NAME]}.{suffix}"


def _first(row: RecordingRow) -> tuple[Number, ...]:
    cells = (row.first_numbers or {}).get("rows", [])
    return tuple(Number(*each) for each in cells)


def _left_s(row: RecordingRow) -> float | None:
    if row.state != "working" or not 0.02 < row.share < 1:
        return None
    return (row.beat_at - row.stage_at) * (1 - row.share) / row.share
