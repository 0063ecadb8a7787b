"""What comes of faults and of strange inputs: a matrix of what is expected and came.

Clips are small and made here; the pose network looks where people matter, and poses
made beforehand are taken everywhere else. The small inputs that failed somewhere are
taken when they are there (``cases`` beside the folder that ``MIDSTANCE_DATA`` names).
One core, some ten minutes::

    python validation/faults.py --out validation/faults.csv [--only GROUP]

Exit status 1 when one row is not as expected.
"""

import argparse
import csv
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

import fault_rows_files
import fault_rows_people
import fault_rows_runs
import fault_rows_video
import fault_signals
from fault_rows import Row, SkipError

COLUMNS = ("group", "given", "expected", "got", "as_expected")
_SHOWN = 200


def rows() -> Iterator[Row]:
    """Yield every row of the matrix."""
    yield from fault_rows_video.rows()
    yield from fault_rows_files.rows()
    yield from fault_rows_people.rows()
    yield from fault_signals.rows()
    yield from fault_rows_runs.rows()


def tried(row: Row) -> tuple[str, str]:
    """Return what came of a row, and whether it was expected: yes, no or skipped."""
    with tempfile.TemporaryDirectory(prefix="fault-") as folder:
        try:
            got = row.act(Path(folder))
        except SkipError as reason:
            return str(reason), "skipped"
        except Exception as error:  # noqa: BLE001  whatever it is, it is what came
            place = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{Path(place.filename).name}:{place.lineno}"
            return f"{type(error).__name__} in {where}: {error}", "no"
    return got, "yes" if row.fits(got) else "no"


def main() -> int:
    """Try every row, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", type=Path, default=None)
    parser.add_argument("--only", default="", metavar="GROUP")
    options = parser.parse_args()
    table, began = [], time.monotonic()
    for row in rows():
        if options.only and row.group != options.only:
            continue
        start = time.monotonic()
        got, verdict = tried(row)
        got = " ".join(got.split())[:_SHOWN]
        table.append((row.group, row.given, row.expected, got, verdict))
        mark = {"yes": " ", "no": "!", "skipped": "-"}[verdict]
        took_s = time.monotonic() - start
        print(f"{mark} {took_s:5.1f} s  {row.group}: {row.given}", flush=True)
        if verdict != "yes":
            print(f"      expected {row.expected}\n      got      {got}", flush=True)
    counts = {v: sum(one[-1] == v for one in table) for v in ("yes", "no", "skipped")}
    summary = (
        f"{len(table)} rows: {counts['yes']} as expected, {counts['no']} not, "
        f"{counts['skipped']} could not be tried here"
    )
    print(f"{summary}; {time.monotonic() - began:.0f} s.")
    if options.out:
        with options.out.open("w", encoding="utf-8", newline="") as file:
            file.write(f"# python validation/faults.py --out {options.out}\n")
            file.write(f"# {summary}.\n")
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows(table)
    return 1 if counts["no"] else 0


if __name__ == "__main__":
    sys.exit(main())
