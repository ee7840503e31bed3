"""The flight recorder as a file: kept for the next program, and written out for people."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from packbench.domain.scanning.record import RECORDED, RecordedScan
from packbench.exchange.outputs import Output
from packbench.exchange.replacing import replacing
from packbench.exchange.writer import write_table

_KEPT_AS = "last-scans.json"
_COLUMNS = ("at", "screen", "text", "keys", "gaps_ms", "verdict")
ENDINGS = (".csv", ".json")


def keep_record(folder: Path, scans: Sequence[RecordedScan]) -> None:
    """Keeps the last scans in a folder, whole or not at all; raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{_KEPT_AS}.new"
    draft.write_text(json.dumps([record_row(one) for one in scans]), encoding="utf-8")
    draft.replace(folder / _KEPT_AS)


def read_record(folder: Path) -> list[RecordedScan]:
    """The last scans that were kept, the oldest first; none where none can be read."""
    try:
        rows = json.loads((folder / _KEPT_AS).read_text(encoding="utf-8"))
        return [_scan(row) for row in rows][-RECORDED:]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def write_record(output: Output, scans: Sequence[RecordedScan]) -> None:
    """Writes scans as CSV or JSON, as the name ends; refuses as `write_table` does."""
    output.require_ending(*ENDINGS)
    rows = [record_row(one) for one in scans]
    if output.path.suffix.lower() == ".csv":
        cells = [{**row, "gaps_ms": " ".join(map(str, row["gaps_ms"]))} for row in rows]
        write_table(output, _COLUMNS, [[row[name] for name in _COLUMNS] for row in cells])
        return
    with replacing(output) as draft:
        draft.write_text(json.dumps({"scans": rows}, indent=1), encoding="utf-8")


def record_row(scan: RecordedScan) -> dict[str, Any]:
    """A scan as programs read it; keys that nobody sees are escaped as JSON does it."""
    keys = scan.keys.encode("unicode_escape").decode("ascii")
    row = {**asdict(scan), "at": scan.at.isoformat(), "keys": keys, "gaps_ms": list(scan.gaps_ms)}
    return {name: row[name] for name in _COLUMNS}


def _scan(row: dict[str, Any]) -> RecordedScan:
    keys = str(row["keys"]).encode("ascii").decode("unicode_escape")
    gaps = tuple(map(int, row["gaps_ms"]))
    at = datetime.fromisoformat(row["at"])
    return RecordedScan(at, str(row["screen"]), str(row["text"]), keys, gaps, str(row["verdict"]))
