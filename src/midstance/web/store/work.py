"""What workers say about the recordings that they work on."""

import time
from typing import Any

from sqlalchemy import null, update
from sqlalchemy.orm import Session

from midstance.web.store.rows import Rows, n_changed
from midstance.web.store.tables import RecordingRow
from midstance.web.store.upload import State, Upload

MOST_ATTEMPTS = 3
"""So often an analysis is begun whose worker vanishes before it is given up."""
LOST_AFTER_S = 10.0
"""A worker that was not heard of for so long is gone."""


class Work:
    """Takes recordings, and tells how far they are and how it ended.

    Parameters
    ----------
    rows
        Rows of the database.

    """

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def claim(self, recording_id: str) -> bool:
        """Take a waiting recording to work on it; False: it does not wait."""
        now = time.time()
        taken = (
            update(RecordingRow)
            .where(RecordingRow.id == recording_id)
            .where(RecordingRow.state == "waiting")
            .values(
                state="working",
                message="",
                stage="",
                share=0.0,
                first_numbers=null(),
                run=RecordingRow.run + 1,
                attempts=RecordingRow.attempts + 1,
                changed_at=now,
                beat_at=now,
                stage_at=now,
            )
        )
        return bool(self._rows.write(lambda rows: n_changed(rows.execute(taken))))

    def beat(self, recording: Upload, stage: str, share: float) -> bool:
        """Say how far the work is; False: it shall end."""
        now = time.time()
        stands = (
            update(RecordingRow)
            .where(RecordingRow.id == recording.id)
            .where(RecordingRow.run == recording.run)
            .where(RecordingRow.state == "working")
        )
        began = stands.where(RecordingRow.stage != stage).values(stage_at=now)
        told = stands.values(stage=stage, share=share, beat_at=now, changed_at=now)

        def say(session: Session) -> int:
            session.execute(began)
            return n_changed(session.execute(told))

        return bool(self._rows.write(say))

    def tell_first(
        self, recording: Upload, rows: list[list[Any]], *, is_whole: bool
    ) -> bool:
        """Say what is known before the work has ended; False: it shall end.

        Parameters
        ----------
        recording
            What is worked on.
        rows
            Cells of numbers, in the order of `midstance.web.store.upload.Number`.
        is_whole
            Whether they are of the whole video.

        """
        told = (
            update(RecordingRow)
            .where(RecordingRow.id == recording.id)
            .where(RecordingRow.run == recording.run)
            .where(RecordingRow.state == "working")
            .values(
                first_numbers={"rows": rows, "is_whole": is_whole},
                changed_at=time.time(),
            )
        )
        return bool(self._rows.write(lambda session: n_changed(session.execute(told))))

    def conclude(self, recording: Upload, state: State, message: str = "") -> bool:
        """Say how the work ended; False: it was stopped, changed or deleted before."""
        ended = (
            update(RecordingRow)
            .where(RecordingRow.id == recording.id)
            .where(RecordingRow.run == recording.run)
            .where(RecordingRow.state == "working")
            .values(
                state=state,
                message=message,
                first_numbers=null(),
                changed_at=time.time(),
            )
        )
        return bool(self._rows.write(lambda session: n_changed(session.execute(ended))))

    def recover(self, *, lost_after_s: float = LOST_AFTER_S) -> None:
        """Let wait again whose worker is gone; give up what took several with it."""
        lost = (
            update(RecordingRow)
            .where(RecordingRow.state == "working")
            .where(RecordingRow.beat_at < time.time() - lost_after_s)
            .execution_options(synchronize_session=False)
        )
        failed = lost.where(RecordingRow.attempts >= MOST_ATTEMPTS).values(
            state="failed",
            message=f"The analysis ended without a word {MOST_ATTEMPTS} times; the "
            "terminal that runs midstance may show why.",
            changed_at=time.time(),
        )
        again = lost.values(state="waiting", changed_at=time.time())

        def look(session: Session) -> None:
            session.execute(failed)
            session.execute(again)

        self._rows.write(look)
