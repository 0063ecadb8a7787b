from midstance.cli.answer import speaking
from midstance.cli.progress import progress_bar


def test_stages_are_shown_on_stderr_and_not_on_stdout(capsys):
    with progress_bar(("Finding people", "Writing the report")) as report:
        report("Finding people", 5, 10)
        report("Finding people", 10, 10)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "Finding people" in shown.err
    assert "10 of 10" in shown.err


def test_nothing_is_shown_when_it_is_to_be_quiet(capsys):
    with speaking(as_json=False, quiet=True), progress_bar() as report:
        report("Finding people", 5, 10)
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", "")
