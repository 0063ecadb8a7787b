"""Links to reports: made, shown for a while, and taken back."""

import hashlib
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Thread

from sqlalchemy import delete, select

from midstance.errors import FormatError
from midstance.report.page import shows
from midstance.report.player.known import fingerprint_in
from midstance.report.player.parts import FILM
from midstance.report.write import PAGE
from midstance.web.access.passwords import hash_pin, is_password
from midstance.web.jobs.child import Child, Limits
from midstance.web.sharing.hidden import hidden_in, renew_hidden, write_hidden
from midstance.web.store.recordings import Store
from midstance.web.store.tables import ShareRow
from midstance.web.store.upload import Upload
from midstance.words.language import Language

FILES = (PAGE, FILM)
"""What is behind a link, and nothing else."""
_DAY_S = 24 * 3600.0
_LIMITS = Limits(time_s=2 * 3600.0)


@dataclass(frozen=True)
class Share:
    """A link to the report of a recording, until `expires_at` (s since 1970)."""

    id: str
    recording_id: str
    has_pin: bool
    created_at: float
    expires_at: float


class Shares:
    """Links to reports, in the database of the app.

    Who has a link sees the report without faces, until it ends or is taken back.

    Parameters
    ----------
    store
        The recordings.

    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._rows = store.rows
        self._lock, self._renewing = Lock(), Lock()
        self._making: dict[str, Thread] = {}
        self._problems: dict[str, str] = {}

    def add(self, recording: Upload, *, days: int, pin: str = "") -> tuple[Share, str]:
        """Return a new link, and the word in it, which is kept nowhere."""
        word, now = secrets.token_urlsafe(18), time.time()
        row = {
            "id": secrets.token_hex(8),
            "recording_id": recording.id,
            "token": _hash(word),
            "pin": hash_pin(pin) if pin else "",
            "created_at": now,
            "expires_at": now + days * _DAY_S,
        }
        self._rows.write(lambda session: session.add(ShareRow(**row)))
        self.prepare(recording)
        return self._share(ShareRow(**row)), word

    def of(self, recording_id: str) -> list[Share]:
        """Return the links to a recording that still work, newest first."""
        wanted = (
            select(ShareRow)
            .where(ShareRow.recording_id == recording_id)
            .where(ShareRow.expires_at > time.time())
            .order_by(ShareRow.created_at.desc())
        )
        rows = self._rows.read(lambda session: session.scalars(wanted).all())
        return [self._share(row) for row in rows]

    def remove(self, recording_id: str, share_id: str) -> None:
        """Take a link back."""
        gone = (
            delete(ShareRow)
            .where(ShareRow.recording_id == recording_id)
            .where(ShareRow.id == share_id)
        )
        self._rows.write(lambda session: session.execute(gone))

    def find(self, word: str) -> tuple[Share, str]:
        """Return the link that holds a word, and the hash of its PIN.

        Raises
        ------
        FormatError
            If there is none, or none any more: the same is said of both.

        """
        wanted = select(ShareRow).where(ShareRow.token == _hash(word))
        row = self._rows.read(lambda session: session.scalar(wanted))
        if row is None or row.expires_at < time.time():
            raise FormatError("This link leads nowhere, or does so no more.")
        return self._share(row), row.pin

    def opens(self, pin: str, known: str) -> bool:
        """Return whether a PIN is the one of a hash."""
        return not known or is_password(pin, known)

    def folder(self, recording: Upload) -> Path:
        """Return where the report without faces is."""
        return self._store.shared_folder(recording.id)

    def problem(self, recording_id: str) -> str:
        """Return why the report without faces could not be made; empty: it could."""
        return self._problems.get(recording_id, "")

    def is_ready(self, recording: Upload) -> bool:
        """Return whether the report without faces is that of the results."""
        page, made = recording.results / PAGE, self.folder(recording) / PAGE
        if not (page.is_file() and made.is_file()):
            return False
        fingerprint = fingerprint_in(recording.results)
        if fingerprint:
            return shows(made, fingerprint)
        return made.stat().st_mtime_ns >= page.stat().st_mtime_ns

    def renew(self, recording: Upload) -> None:
        """Have the report without faces tell what was said of the recording since."""
        if self.is_ready(recording):
            with self._renewing:
                renew_hidden(recording.results, self.folder(recording))

    def page_in(self, recording: Upload, spoken: Language) -> Path:
        """Return the page behind a link in a language; made when it is not there."""
        with self._renewing:
            return hidden_in(recording.results, self.folder(recording), spoken)

    def prepare(self, recording: Upload) -> None:
        """Begin to make the report without faces, unless it is there."""
        with self._lock:
            if recording.id in self._making or self.is_ready(recording):
                return
            thread = Thread(target=self._make, args=(recording,), daemon=True)
            self._making[recording.id] = thread
            thread.start()

    def wait(self) -> None:
        """Wait until everything is made."""
        for thread in list(self._making.values()):
            thread.join()

    def _make(self, recording: Upload) -> None:
        paths = recording.results, recording.video, self.folder(recording)
        child = Child(write_hidden, *paths, limits=_LIMITS)
        for _ in child.messages():
            pass
        self._problems[recording.id] = child.problem()
        self._store.tidy(recording.id)
        with self._lock:
            del self._making[recording.id]

    @staticmethod
    def _share(row: ShareRow) -> Share:
        return Share(
            row.id, row.recording_id, bool(row.pin), row.created_at, row.expires_at
        )


def _hash(word: str) -> str:
    return hashlib.sha256(word.encode(errors="replace")).hexdigest()
