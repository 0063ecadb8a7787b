from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

import midstance.web.store.migrations as migrations


def test_the_revisions_form_one_line():
    settings = Config()
    settings.set_main_option("script_location", str(Path(migrations.__file__).parent))
    scripts = ScriptDirectory.from_config(settings)
    assert len(scripts.get_heads()) == 1
    assert len(scripts.get_bases()) == 1
