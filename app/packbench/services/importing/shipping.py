"""Shipping methods, and the tracking numbers of what has left."""

from typing import Any

from packbench.db.queries.records.lookups import find_shipment_id
from packbench.db.queries.records.packing import bench_row
from packbench.db.queries.records.shipping import known_methods
from packbench.domain.catalog import code_key
from packbench.domain.refusals import Code, Refusal
from packbench.domain.rejects import RejectCode
from packbench.domain.shipping import LabelKind, Method
from packbench.engine.shipping import set_tracking
from packbench.exchange.kinds import NoLine, ShippingMethodRow, TrackingRow
from packbench.exchange.records import Record
from packbench.services.importing.outcome import ImportJob
from packbench.services.shipping.methods import checked_method, read_cut_off, write_method
from packbench.services.shipping.sending import refuse_used, tracking_key
from packbench.services.shipping.tracking import Tracked, tracking_of

_METHODS = {
    "cut-off": ("cut_off", RejectCode.BAD_TIME),
    "label kind": ("label", RejectCode.NOT_ONE_OF),
    "carrier plug-in": ("plugin", RejectCode.UNKNOWN_PLUGIN),
    "carrier profile": ("profile", RejectCode.UNKNOWN_LAYOUT),
}
"""By what a refusal is of: the column that it is told at, and how."""


def import_shipping_methods(job: ImportJob[ShippingMethodRow, NoLine]) -> None:
    """Makes methods, or with an update replaces them; columns that are missing stay as they are."""
    connection = job.transaction.connection
    for record in job.parsed.records:
        known = {code_key(one.code): one for one in known_methods(connection).methods}
        before = known.get(code_key(record.fields.code))
        try:
            method = checked_method(_method(record.fields, before, job.parsed.columns))
            if before is None:
                write_method(connection, method)
                job.outcome.imported += 1
            elif job.settle_known(record, before.code, same=method == before):
                write_method(connection, method)
        except Refusal as refusal:
            _reject_method(job, record, refusal)


def _method(row: ShippingMethodRow, before: Method | None, columns: Any) -> Method:
    if row.label not in set(LabelKind):
        raise Refusal(Code.INVALID, field="label kind", value=row.label)
    told: dict[str, Any] = {
        "code": before.code if before else row.code,
        "name": row.name,
        "plugin": row.plugin,
        "carrier": row.carrier or "",
        "service": row.service or "",
        "cut_off": read_cut_off(row.cut_off or ""),
        "label": LabelKind(row.label),
        "profile": row.profile or "",
        "words": tuple((row.words or "").split(";")),
        "active": row.active,
    }
    if before is not None:
        told |= {name: getattr(before, name) for name in told if name not in set(columns)}
    return Method(**told)


def _reject_method(
    job: ImportJob[ShippingMethodRow, NoLine],
    record: Record[ShippingMethodRow, NoLine],
    refusal: Refusal,
) -> None:
    params = refusal.params
    if refusal.code is Code.WORD_TAKEN:
        word, other = str(params["word"]), params["other"]
        job.outcome.reject(record, "words", word, RejectCode.WORD_TAKEN, other=other)
        return
    about = str(params.get("field") or params.get("kind") or "carrier profile")
    column, code = _METHODS.get(about, ("code", RejectCode.VALUE_MISSING))
    value = str(getattr(record.fields, column) or "")
    told = {"allowed": ", ".join(LabelKind)} if code is RejectCode.NOT_ONE_OF else {}
    job.outcome.reject(record, column, value, code, **told)


def import_tracking(job: ImportJob[TrackingRow, NoLine]) -> None:
    """Gives shipments that have left their numbers; another number than before is an update."""
    for record in job.parsed.records:
        try:
            _track(job, record)
        except Refusal as refusal:
            _reject_tracking(job, record, refusal)


def _track(job: ImportJob[TrackingRow, NoLine], record: Record[TrackingRow, NoLine]) -> None:
    connection, row = job.transaction.connection, record.fields
    shipment = bench_row(connection, find_shipment_id(connection, row.shipment), locked=True)
    tracking, carrier = tracking_of(shipment, Tracked(row.shipment, row.tracking, row.carrier))
    used = tracking_key(carrier, tracking)
    same = (shipment.carrier, shipment.tracking) == (carrier, tracking)
    if not same:
        refuse_used(connection, shipment, tracking, used)
    if shipment.tracking is None:
        job.outcome.imported += 1
    elif not job.settle_known(record, row.shipment, same=same):
        return
    set_tracking(job.transaction, shipment.shipment_id, carrier, tracking, used)


_TRACKING = {
    Code.NOT_FOUND: ("shipment", RejectCode.UNKNOWN_SHIPMENT),
    Code.WRONG_STATE: ("shipment", RejectCode.NOT_SHIPPED),
    Code.TRACKING_USED: ("tracking", RejectCode.TRACKING_USED),
    Code.TRACKING_WRONG: ("tracking", RejectCode.TRACKING_WRONG),
}


def _reject_tracking(
    job: ImportJob[TrackingRow, NoLine], record: Record[TrackingRow, NoLine], refusal: Refusal
) -> None:
    column, code = _TRACKING[refusal.code]
    told = {name: refusal.params[name] for name in ("other", "carrier") if name in refusal.params}
    job.outcome.reject(record, column, getattr(record.fields, column), code, **told)
