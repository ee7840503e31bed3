"""The file of rejected rows: as they came, with their causes, to be mended and imported again."""

import csv
import filecmp
import glob
import itertools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from packbench.domain.catalog import code_key
from packbench.exchange.formulas import neutralised
from packbench.exchange.outputs import Output
from packbench.exchange.reader import REJECT_COLUMN, Table
from packbench.exchange.rejects import Reject, Rejected
from packbench.exchange.replacing import replacing
from packbench.words.rejects import kin_words, reject_words

_NUMBER = re.compile(r"-[0-9]+")


def reject_path(path: Path, place: Path | None = None) -> Path:
    """Where the rejected rows of a file are written.

    Args:
        path: the file.
        place: a folder or a file that was told; None for beside the file.
    """
    if place is not None and place.suffix and not place.is_dir():
        return place
    name = f"{path.name}.rejected.csv"
    return path.with_name(name) if place is None else place / name


def write_rejects(table: Table, rejected: Iterable[Rejected], output: Output | None = None) -> Path:
    """Writes all rows of the rejected records, to `FILE.rejected.csv` unless another file is given.

    What lies there already with other content, as of another file of this name, is kept beside it
    as `FILE.rejected-1.csv` and so on. The cause is the first column, so that rows with too few or
    too many cells stay as they are. Reads the table again. Raises as `replacing` does, for a full
    disk or a read-only folder, and refuses what is of a database.
    """
    output = output or Output(reject_path(table.path), force=True)
    output.require_ending(".csv")
    causes = dict(_causes(rejected))
    path = output.path
    kept = [place for place, name in enumerate(table.header) if code_key(name) != REJECT_COLUMN]
    with replacing(output) as draft, draft.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([REJECT_COLUMN, *(table.header[place] for place in kept)])
        for row, cells in table.rows():
            if row in causes:
                wanted = _without(table, kept, cells)
                writer.writerow([causes[row], *map(neutralised, wanted)])
        file.flush()
        _keep_other(path, draft)
    return path


def earlier_rejects(path: Path) -> set[Path]:
    """The files of rejected rows that were kept when others were written to this place."""
    found = path.parent.glob(f"{glob.escape(path.stem)}-*.csv")
    return {kept for kept in found if _NUMBER.fullmatch(kept.stem.removeprefix(path.stem))}


def _keep_other(path: Path, draft: Path) -> None:
    """Gives a file that would be lost another name."""
    if not path.is_file() or filecmp.cmp(path, draft, shallow=False):
        return
    names = (path.with_name(f"{path.stem}-{number}.csv") for number in itertools.count(1))
    path.rename(next(name for name in names if not name.exists()))


def _without(table: Table, kept: list[int], cells: list[str]) -> list[str]:
    """The cells but for the causes of an earlier import."""
    width = len(table.header)
    return [cells[place] for place in kept if place < len(cells)] + cells[width:]


def _causes(rejected: Iterable[Rejected]) -> Iterator[tuple[int, str]]:
    for record in rejected:
        told: dict[int, list[Reject]] = {}
        for reject in record.rejects:
            told.setdefault(reject.row, []).append(reject)
        for row in record.rows:
            yield row, " ".join(map(_sentence, told.get(row, ()))) or kin_words(min(told))


def _sentence(reject: Reject) -> str:
    words = reject_words(reject.code, reject.column, reject.value, reject.params)
    return f"{reject.column}: {words}" if reject.column else words
