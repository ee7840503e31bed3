"""Box types: what parcels are packed in."""

import dataclasses
from collections.abc import Collection, Mapping
from typing import Any

from packbench.db.queries.records.boxes import boxes_by_key
from packbench.domain.boxes import MOST_MM, Box
from packbench.domain.catalog import code_key
from packbench.domain.refusals import Code, Refusal
from packbench.domain.rejects import RejectCode
from packbench.exchange.kinds import BoxRow, NoLine
from packbench.exchange.records import Record
from packbench.services.importing.outcome import ImportJob
from packbench.services.packing.boxes import MOST_CHARACTERS, checked_box, write_box

_TOLD: Mapping[RejectCode, Mapping[str, object]] = {
    RejectCode.TOO_LONG: {"limit": MOST_CHARACTERS},
    RejectCode.OUT_OF_RANGE: {"low": 1, "high": MOST_MM},
}
"""What else is told of a cause."""
_TEXTS = ("barcode", "material", "warehouse")


def import_boxes(job: ImportJob[BoxRow, NoLine]) -> None:
    """Makes box types, or with an update changes them; missing columns stay as they are."""
    connection = job.transaction.connection
    for record in job.parsed.records:
        code = record.fields.code
        before = boxes_by_key(connection, [code]).get(code_key(code))
        try:
            box = checked_box(connection, _box(record.fields, before, job.parsed.columns))
            if before is None:
                write_box(connection, box)
                job.outcome.imported += 1
            elif job.settle_known(record, before.code, same=box == before):
                write_box(connection, box)
        except Refusal as refusal:
            _reject(job, record, refusal)


def _box(row: BoxRow, before: Box | None, columns: Collection[str]) -> Box:
    told: dict[str, Any] = dataclasses.asdict(row)
    told |= {name: told[name] or "" for name in _TEXTS}
    if before is not None:
        kept = dataclasses.asdict(before)
        told = {name: told[name] if name in columns else kept[name] for name in told}
        told["code"] = before.code
    return Box(**told)


def _reject(
    job: ImportJob[BoxRow, NoLine], record: Record[BoxRow, NoLine], refusal: Refusal
) -> None:
    row, told = record.fields, refusal.params
    if refusal.code is Code.BOX_CODE_TAKEN:
        column = "code" if code_key(str(told["barcode"])) == code_key(row.code) else "barcode"
        value = getattr(row, column) or ""
        code = RejectCode.BOX_CODE_TAKEN
        job.outcome.reject(record, column, value, code, other=told["other"])
        return
    about = str(told.get("field") or told.get("kind") or refusal.code)
    column, code = _CAUSES[about]
    column = column or _side(row, told.get("value"))
    value = str(getattr(row, column) or "")
    job.outcome.reject(record, column, value, code, **_TOLD.get(code, {}))


def _side(row: BoxRow, value: object) -> str:
    """The column of a side that can't be."""
    names = (field.name for field in dataclasses.fields(row) if field.name.endswith("_mm"))
    return next((name for name in names if getattr(row, name) == value), "length_mm")


_CAUSES = {
    "box": ("name", RejectCode.TOO_LONG),
    "barcode of a box": ("barcode", RejectCode.BAD_CHECK_DIGIT),
    "outside of a box": ("outer_length_mm", RejectCode.BOX_OUTSIDE),
    "side of a box": ("", RejectCode.OUT_OF_RANGE),
    "weight of a box": ("max_weight_g", RejectCode.BOX_WEIGHT),
    "product": ("material", RejectCode.UNKNOWN_SKU),
    "warehouse": ("warehouse", RejectCode.UNKNOWN_WAREHOUSE),
    Code.KIT_HAS_NO_STOCK.value: ("material", RejectCode.STOCK_NOT_MANAGED),
}
"""By what a refusal is of: the column that it is told at, and how."""
