"""Whether faces are hidden in everything that leaves the app."""

from midstance.web.leaving.defaults import default_config, keep_defaults
from midstance.web.store.recordings import Store
from midstance.web.store.upload import Upload


class Faces:
    """The setting of the whole app, and that of each recording.

    Faces of a recording are hidden in its report with film and stills, in the overlay
    and in all that is made of them. Only the page on which contacts and keypoints are
    put right shows the video itself. What a link shares has no face either way.

    Parameters
    ----------
    store
        The recordings.

    """

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def are_hidden(self) -> bool:
        """Whether faces are hidden in what is brought from now on."""
        return default_config(self._store.root).hide_faces

    def shown_in(self) -> list[Upload]:
        """Return the recordings whose report shows faces, or will."""
        return [one for one in self._store.all() if not one.config.hide_faces]

    def hide(self, *, are_hidden: bool) -> list[Upload]:
        """Say whether faces are hidden; return what is to be drawn anew for that.

        When they are, also in all recordings that are here; when they no longer are,
        what is hidden stays so.
        """
        keep_defaults(self._store.root, hide_faces=are_hidden)
        if not are_hidden:
            return []
        return [self.hide_in(one, are_hidden=True) for one in self.shown_in()]

    def hide_in(self, recording: Upload, *, are_hidden: bool) -> Upload:
        """Say whether faces of one recording are hidden; return it as it is then.

        What was analyzed waits to be drawn anew, from the poses that are known; until
        then there is no report.
        """
        if recording.config.hide_faces == are_hidden:
            return recording
        changes = {"hide_faces": are_hidden}
        if recording.state in ("done", "waiting", "working"):
            return self._store.change(recording, changes)
        config = recording.config.updated(**changes)
        self._store.set_config(recording.id, config)
        return self._store.get(recording.id)
