"""Pages for curation, opened from the app: one beside it for each recording."""

from threading import Lock, Thread

from midstance.pipeline.edited import open_folder
from midstance.web.label.server import LabelServer
from midstance.web.label.session import Session
from midstance.web.store import Recording


class Labels:
    """The pages that are open; each serves on this machine alone."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._servers: dict[str, LabelServer] = {}

    def open(self, recording: Recording) -> str:
        """Return the address of the page of a recording, anew each time."""
        analysis, _ = open_folder(recording.results)
        session = Session(analysis, recording.results, recording.video)
        with self._lock:
            self._shut(recording.id)
            server = LabelServer(session)
            self._servers[recording.id] = server
            Thread(target=server.serve_forever, daemon=True).start()
        return server.url

    def close(self) -> None:
        """Shut every page; what is being drawn is drawn to its end."""
        with self._lock:
            for recording_id in list(self._servers):
                self._shut(recording_id)

    def _shut(self, recording_id: str) -> None:
        server = self._servers.pop(recording_id, None)
        if server is not None:
            server.shutdown()
            server.session.finish()
            server.server_close()
