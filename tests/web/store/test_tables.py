from midstance.web.store.tables import RecordingRow, Table, ValueRow


def test_what_belongs_to_a_recording_goes_with_it():
    for table in Table.metadata.tables.values():
        for key in table.foreign_keys:
            assert key.ondelete in ("CASCADE", "SET NULL"), f"{table.name}.{key}"
    assert ValueRow.__table__.c.recording_id.foreign_keys


def test_what_is_asked_for_often_has_an_index():
    for name in ("state", "changed_at", "sha256"):
        assert RecordingRow.__table__.c[name].index
