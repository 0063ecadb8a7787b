"""The recordings of the web app: what was brought, and what was found in it."""

import shutil
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from midstance.config import Config
from midstance.errors import ConfigError, FormatError
from midstance.files import make_folder
from midstance.web.leaving.defaults import default_config
from midstance.web.store.database import sqlite_url
from midstance.web.store.files import Incoming, VideoFiles
from midstance.web.store.rows import Rows
from midstance.web.store.tables import RecordingRow, ValueRow
from midstance.web.store.upload import (
    Number,
    State,
    Upload,
    new_id,
    shown_name,
    upload_of,
)
from midstance.web.store.work import Work

_OF_RECORDINGS = ("results", "shared", "pages")
"""Folders that hold a folder of each recording."""


class Store:
    """A folder of recordings and the database about them.

    Several processes may use one at the same time.

    Parameters
    ----------
    root
        The folder; made when it is not there.
    url
        The database; default: a SQLite file in the folder.

    """

    def __init__(self, root: Path, url: str | None = None) -> None:
        make_folder(root / "results")
        self.root = root
        self.rows = Rows(url or sqlite_url(root / "midstance.db"), root / "reserve")
        self.files = VideoFiles(root / "files")
        self.work = Work(self.rows)

    def close(self) -> None:
        """Let go of the database."""
        self.rows.close()

    def all(self) -> list[Upload]:
        """Return every recording, newest first."""
        order = RecordingRow.created_at.desc(), RecordingRow.id.desc()
        return self._found(select(RecordingRow).order_by(*order))

    def changed_since(self, moment: float) -> list[Upload]:
        """Return what changed at a moment or later, newest first."""
        wanted = select(RecordingRow).where(RecordingRow.changed_at >= moment)
        return self._found(wanted.order_by(RecordingRow.created_at.desc()))

    def pulse(self) -> tuple[int, float]:
        """Return how many recordings there are, and when one changed last."""
        counted = func.count(RecordingRow.id), func.max(RecordingRow.changed_at)
        n, last = self.rows.read(lambda rows: rows.execute(select(*counted)).one())
        return n, last or 0.0

    def person_ids(self) -> list[str | None]:
        """Return whose each recording is."""
        wanted = select(RecordingRow.person_id)
        return list(self.rows.read(lambda rows: rows.scalars(wanted).all()))

    def waiting(self) -> list[Upload]:
        """Return what waits: first what is urgent, then what came first."""
        wanted = select(RecordingRow).where(RecordingRow.state == "waiting")
        order = RecordingRow.priority.desc(), RecordingRow.created_at
        return self._found(wanted.order_by(*order))

    def get(self, recording_id: str) -> Upload:
        """Return a recording.

        Raises
        ------
        FormatError
            If there is none of that id.

        """
        row = self.rows.read(lambda rows: rows.get(RecordingRow, recording_id))
        if row is None:
            raise no_recording(recording_id)
        return self._recording(row)

    def claim(self, recording_id: str) -> Upload | None:
        """Take a waiting recording to work on it; None: it does not wait."""
        return self.get(recording_id) if self.work.claim(recording_id) else None

    def numbers(
        self, metrics: Sequence[str], *, of: Sequence[str] | None = None
    ) -> dict[str, list[Number]]:
        """Return some numbers by recording, as they were found; default: of all."""
        wanted = select(ValueRow).where(ValueRow.metric.in_(metrics))
        if of is not None:
            wanted = wanted.where(ValueRow.recording_id.in_(of))
        found: dict[str, list[Number]] = {}
        order = wanted.order_by(ValueRow.id)
        for row in self.rows.read(lambda rows: rows.scalars(order).all()):
            found.setdefault(row.recording_id, []).append(_number(row))
        return found

    def all_numbers(self, recording_id: str) -> list[Number]:
        """Return the whole summary of a recording."""
        wanted = select(ValueRow).where(ValueRow.recording_id == recording_id)
        order = wanted.order_by(ValueRow.id)
        rows = self.rows.read(lambda rows: rows.scalars(order).all())
        return [_number(row) for row in rows]

    def begin(
        self,
        name: str,
        settings: dict[str, Any],
        *,
        person_id: str | None = None,
        user_id: str | None = None,
        bytes_left: int | None = None,
    ) -> "NewUpload":
        """Return a new recording to write the video of; nobody else sees it yet.

        Parameters
        ----------
        name
            Name of the file as the user has it.
        settings
            What to change in the default `Config`, by group.
        person_id
            Whose it is.
        user_id
            Who brings it; None: who sits at this machine.
        bytes_left
            How many bytes they may still bring; None: any number.

        Raises
        ------
        ConfigError
            If a setting or the name is wrong.
        OutputError
            If the disk is full.

        """
        config = default_config(self.root).updated(**settings)
        plain, upload = shown_name(name), self.files.begin(bytes_left)
        return NewUpload(self, plain, config, upload, person_id, user_id)

    def insert(
        self,
        recording_id: str,
        name: str,
        sha256: str,
        n_bytes: int,
        config: Config,
        *,
        state: State = "waiting",
        person_id: str | None = None,
        user_id: str | None = None,
        day: str = "",
    ) -> None:
        """Write a row about a video that is in the folder already."""
        now = time.time()
        today = datetime.now().astimezone().date().isoformat()
        row = {
            "id": recording_id,
            "name": name,
            "sha256": sha256,
            "n_bytes": n_bytes,
            "config": config.model_dump(mode="json"),
            "state": state,
            "created_at": now,
            "changed_at": now,
            "person_id": person_id,
            "user_id": user_id,
            "day": day or today,
        }
        self.rows.write(lambda session: session.add(RecordingRow(**row)))

    def change(self, recording: Upload, settings: dict[str, Any]) -> Upload:
        """Return the recording with other settings, waiting to be read with them.

        Raises
        ------
        ConfigError
            If a setting is wrong.

        """
        config = recording.config.updated(**settings).model_dump(mode="json")
        self._set(recording.id, config=config, state="waiting", message="", attempts=0)
        return self.get(recording.id)

    def set_config(self, recording_id: str, config: Config) -> None:
        """Say with which settings a recording was analyzed in the end."""
        changed = (
            update(RecordingRow)
            .where(RecordingRow.id == recording_id)
            .values(config=config.model_dump(mode="json"), changed_at=time.time())
        )
        self.rows.write(lambda session: session.execute(changed))

    def stop(self, recording_id: str) -> None:
        """Let a recording be analyzed no further."""
        self._set(recording_id, state="stopped", message="")

    def set_state(self, recording_id: str, state: State) -> None:
        """Say how far a recording is that nobody works on."""
        self._set(recording_id, state=state)

    def set_about(self, recording_id: str, *, person_id: str | None, day: str) -> None:
        """Say whose a recording is, and when it was filmed."""
        changed = (
            update(RecordingRow)
            .where(RecordingRow.id == recording_id)
            .values(person_id=person_id, day=day, changed_at=time.time())
        )
        self.rows.write(lambda session: session.execute(changed))

    def set_view(self, recording_id: str, view: str) -> None:
        """Say from where a recording was filmed."""
        changed = (
            update(RecordingRow)
            .where(RecordingRow.id == recording_id)
            .values(view=view, changed_at=time.time())
        )
        self.rows.write(lambda session: session.execute(changed))

    def of_person(self, person_id: str) -> list[Upload]:
        """Return the recordings of a person, the latest first."""
        wanted = select(RecordingRow).where(RecordingRow.person_id == person_id)
        order = RecordingRow.day.desc(), RecordingRow.created_at.desc()
        return self._found(wanted.order_by(*order))

    def set_numbers(self, recording_id: str, numbers: Sequence[Number]) -> None:
        """Keep the summary of a recording, so that lists need not read its files."""

        def replace(session: Session) -> None:
            row = session.get(RecordingRow, recording_id)
            if row is None:
                return
            old = select(ValueRow).where(ValueRow.recording_id == recording_id)
            for value in session.scalars(old):
                session.delete(value)
            session.add_all(
                ValueRow(recording_id=recording_id, **vars(one)) for one in numbers
            )
            row.changed_at = time.time()

        self.rows.write(replace)

    def remove(self, recording_id: str) -> None:
        """Delete a recording with everything that was found in it."""
        recording = self.get(recording_id)

        def delete(session: Session) -> bool:
            row = session.get(RecordingRow, recording_id)
            if row is None:
                return False
            session.delete(row)
            session.flush()
            same = select(func.count()).where(RecordingRow.sha256 == row.sha256)
            return not session.scalar(same)

        if self.rows.write(delete):
            recording.video.unlink(missing_ok=True)
        shutil.rmtree(recording.results, ignore_errors=True)
        shutil.rmtree(self.shared_folder(recording_id), ignore_errors=True)
        shutil.rmtree(self.pages_folder(recording_id), ignore_errors=True)
        self.rows.forget()
        self.rows.reserve.keep()

    def tidy(self, recording_id: str) -> None:
        """Delete results that were still being written when their row went."""
        row = self.rows.read(lambda rows: rows.get(RecordingRow, recording_id))
        if row is None:
            for kind in _OF_RECORDINGS:
                shutil.rmtree(self.root / kind / recording_id, ignore_errors=True)

    def shared_folder(self, recording_id: str) -> Path:
        """Return where the report is that others see by a link."""
        return self.root / "shared" / recording_id

    def pages_folder(self, recording_id: str) -> Path:
        """Return where the report is in the languages that it was read in."""
        return self.root / "pages" / recording_id

    def sweep(self) -> None:
        """Delete the files of what is no longer there."""
        asked = select(RecordingRow.id, RecordingRow.sha256)
        rows = self.rows.read(lambda rows: rows.execute(asked).all())
        known = {recording_id for recording_id, _ in rows}
        self.files.sweep({sha256 for _, sha256 in rows})
        for kind in _OF_RECORDINGS:
            for folder in self.root.glob(f"{kind}/*"):
                if folder.name not in known:
                    shutil.rmtree(folder, ignore_errors=True)

    def _set(self, recording_id: str, **values: Any) -> None:  # noqa: ANN401
        now = time.time()
        changed = (
            update(RecordingRow)
            .where(RecordingRow.id == recording_id)
            .values(run=RecordingRow.run + 1, changed_at=now, **values)
        )
        self.rows.write(lambda session: session.execute(changed))

    def _found(self, wanted: Any) -> list[Upload]:  # noqa: ANN401
        found = self.rows.read(lambda rows: rows.scalars(wanted).all())
        return [self._recording(row) for row in found]

    def _recording(self, row: RecordingRow) -> Upload:
        results = self.root / "results" / row.id
        return upload_of(row, video=self.files.path(row.sha256), results=results)


class NewUpload:
    """A recording whose video is being written.

    Parameters
    ----------
    store
        Where it is kept in the end.
    name
        As it is shown.
    config
        Settings it is analyzed with.
    upload
        What its video is written into.
    person_id, user_id
        Whose it is, and who brings it.

    """

    def __init__(
        self,
        store: Store,
        name: str,
        config: Config,
        upload: Incoming,
        person_id: str | None = None,
        user_id: str | None = None,
    ) -> None:
        self._person_id, self._user_id = person_id, user_id
        self._store = store
        self._name = name
        self._config = config
        self.upload = upload

    def keep(self) -> Upload:
        """Keep it, and let it wait to be analyzed.

        Raises
        ------
        ConfigError
            If nothing was written.
        OutputError
            If there is no room for it.

        """
        if not self.upload.n_bytes:
            raise ConfigError(f"{self._name} is empty; bring a video file.")
        sha256, recording_id = self.upload.sha256, new_id()
        self.upload.keep()
        self._store.insert(
            recording_id,
            self._name,
            sha256,
            self.upload.n_bytes,
            self._config,
            person_id=self._person_id,
            user_id=self._user_id,
        )
        return self._store.get(recording_id)

    def discard(self) -> None:
        """Delete what was written, unless it was kept."""
        self.upload.discard()


def no_recording(recording_id: str) -> FormatError:
    """Return what is said of a recording that is not there, or not for who asks."""
    return FormatError(f"There is no recording {recording_id!r} any more.")


def _number(row: ValueRow) -> Number:
    return Number(
        row.metric, row.individual, row.side, row.value, row.uncertainty, row.unit
    )
