"""The dialogs on shipments that are packed or have left: ship, void, tracking number."""

from collections.abc import Callable, Sequence

from packbench.domain.outcomes import RowOutcome, Said, note
from packbench.engine.bulk import How, Results, RowResult
from packbench.engine.command.context import Context
from packbench.services.shipping.manifests import close_manifest, preview_manifest
from packbench.services.shipping.many import ship_many, track_many, void_many
from packbench.services.shipping.tracking import Tracked
from packbench.ui.parts.bulk.spec import Bulk, DialogField, FieldKind, Values, Words
from packbench.ui.parts.widgets.filter_groups import Choice
from packbench.words.language import tr, tr_count

_CARRIER, _TRACKING, _HERE = "carrier", "tracking", "here_only"


def shipping(context: Context, shipments: Sequence[str]) -> Bulk:
    """Ships packed shipments: each by its method, or all with a carrier that is typed."""
    fields = [
        DialogField(
            _CARRIER,
            tr("&Carrier"),
            hint=tr("Empty: as each order's shipping method says"),
        )
    ]
    if len(shipments) == 1:
        hint = tr("Scanned or typed; empty where the carrier makes one")
        fields.insert(0, DialogField(_TRACKING, tr("&Tracking number"), hint=hint, any_code=True))

    def do(values: Values, how: How) -> Results:
        carrier, tracking = (str(values.get(key) or "").strip() for key in (_CARRIER, _TRACKING))
        return ship_many(
            context, shipments, carrier=carrier or None, tracking=tracking or None, how=how
        )

    words = Words(
        tr("Ship"),
        tr("The units leave the house. Carriers are asked for their labels first."),
        button=lambda count: tr_count("Ship {count} shipment", "Ship {count} shipments", count),
        doing=tr("Shipping…"),
        done=lambda count: tr_count(
            "{count} shipment shipped.", "{count} shipments shipped.", count
        ),
    )
    return Bulk(words, tuple(fields), do, len(shipments), tr("Shipment"))


def voiding(context: Context, shipments: Sequence[str]) -> Bulk:
    """Takes shipments back that did not leave after all."""
    field = DialogField(
        _HERE,
        tr("&Carrier"),
        FieldKind.CHECK,
        value=False,
        hint=tr("Do not ask the carrier: its label was taken back there already"),
    )

    def do(values: Values, how: How) -> Results:
        return void_many(context, shipments, here_only=bool(values.get(_HERE)), how=how)

    words = Words(
        tr("Void shipments"),
        tr("They are packed as before, and their units on hand. Carriers take their labels back."),
        button=lambda count: tr_count("Void {count} shipment", "Void {count} shipments", count),
        doing=tr("Voiding…"),
        done=lambda count: tr_count("{count} shipment voided.", "{count} shipments voided.", count),
    )
    return Bulk(words, (field,), do, len(shipments), tr("Shipment"))


def tracking(context: Context, shipment: str) -> Bulk:
    """Gives a shipment that has left its tracking number."""
    fields = (
        DialogField(
            _TRACKING,
            tr("&Tracking number"),
            needed=tr("Type or scan the tracking number."),
            any_code=True,
        ),
        DialogField(_CARRIER, tr("&Carrier"), hint=tr("Empty: the one that it was shipped with")),
    )

    def do(values: Values, how: How) -> Results:
        row = Tracked(shipment, str(values[_TRACKING]), str(values.get(_CARRIER) or "") or None)
        return track_many(context, [row], how)

    words = Words(
        tr("Tracking number of {shipment}").format(shipment=shipment),
        tr("Its form and check digit are looked at, and that no other shipment has it."),
        button=lambda count: tr_count("Write {count} number", "Write {count} numbers", count),
        doing=tr("Writing the tracking number…"),
        done=lambda count: tr_count("{count} number written.", "{count} numbers written.", count),
    )
    return Bulk(words, fields, do, 1, tr("Shipment"))


def manifesting(context: Context, carriers: Sequence[str], print_it: Callable[[str], None]) -> Bulk:
    """Closes the day of a carrier; its manifest is printed afterwards."""
    field = DialogField(
        _CARRIER,
        tr("&Carrier"),
        FieldKind.CHOICE,
        choices=tuple(Choice(name, name) for name in carriers),
        needed=tr("Choose a carrier."),
    )
    closed: list[str] = []

    def do(values: Values, how: How) -> Results:
        carrier = str(values[_CARRIER])
        lines = preview_manifest(context, carrier)
        told = [
            RowResult(one.shipment, RowOutcome.DONE, [note(Said.GOES_ON_MANIFEST)]) for one in lines
        ]
        if not how.preview:
            closed[:] = [close_manifest(context, carrier, key=how.key).number]
        return Results(told, undoable=not how.preview)

    words = Words(
        tr("Manifest of a carrier"),
        tr(
            "What was shipped with it is listed, and can't be voided any more; the list is printed."
        ),
        button=lambda _count: tr("Close the day"),
        doing=tr("Closing the day…"),
        done=lambda count: tr_count("{count} shipment listed.", "{count} shipments listed.", count),
    )

    def after() -> None:
        if closed:
            print_it(closed[0])

    return Bulk(words, (field,), do, 1, tr("Shipment"), after=after)
