"""The words of a record's history: what was done, with what, what it was before and after."""

from collections.abc import Callable, Iterator, Mapping

from packbench.domain.custom_fields import HEADING, label_of
from packbench.domain.history import Change, HistoryEvent, Moved, Shown
from packbench.domain.orders import Hold, Payment, Reason
from packbench.words.commands import COMMANDS
from packbench.words.language import mark, tr
from packbench.words.refusals import told
from packbench.words.states import STATUSES, reason_words, status_word

DONE: Mapping[str, str] = {
    "allocate": mark("Allocated"),
    "import.orders": mark("Imported from a file"),
    "import.products": mark("Product imported"),
    "import.kits": mark("Kit imported"),
    "import.stock": mark("Stock imported"),
    "import.purchase_orders": mark("Imported from a file"),
    "import.purchase_history": mark("Imported from a file"),
    "orders.hold": mark("Put on hold"),
    "orders.resume": mark("Resumed"),
    "orders.verify": mark("Verified"),
    "orders.unverify": mark("Asked to be verified again"),
    "orders.pay": mark("Marked as paid"),
    "orders.priority": mark("Priority set"),
    "orders.shipping": mark("Shipping method chosen"),
    "orders.ship_partial": mark("Shipping in parts or whole chosen"),
    "orders.cancel": mark("Cancelled"),
    "orders.restore": mark("Restored"),
    "orders.deallocate": mark("Stock given back"),
    "orders.reallocate": mark("Given stock of later orders"),
    "orders.replan": mark("Planned anew to save parcels"),
    "orders.reroute": mark("Rerouted"),
    "orders.split": mark("Split"),
    "orders.merge": mark("Merged"),
    "orders.clone": mark("Cloned"),
    "orders.edit": mark("Edited"),
    "orders.new": mark("Entered"),
    "orders.ship_by": mark("Ship-by day set"),
    "orders.max_warehouses": mark("Limit of warehouses set"),
    "products.levels": mark("Levels of stock set"),
    "orders.channel": mark("Channel assigned"),
    "orders.tag": mark("Tags changed"),
    "orders.note": mark("Note written"),
    "orders.field": mark("Field set"),
    "backorders.substitute": mark("SKU updated"),
    "backorders.release": mark("Sent back to ship"),
    "backorders.mark": mark("Marked as back order"),
    "backorders.cancel": mark("Waiting quantity cancelled"),
    "backorders.allow": mark("Back order allowed"),
    "backorders.move_promises": mark("Promises moved"),
    "backorders.drop_ship": mark("Given to a supplier to send"),
    "backorders.purchase": mark("Purchase order drafted"),
    "po.draft_suggested": mark("Proposed purchases drafted"),
    "reorder_rules.set": mark("Reorder rules set"),
    "channels.exclude": mark("A warehouse was excluded for a channel"),
    "channels.include": mark("A warehouse counts for a channel again"),
    "po.auto": mark("Drafts kept up by themselves"),
    "pick.create": mark("Released to picking"),
    "pick.release": mark("Released to picking"),
    "pick.release_waves": mark("Released to picking"),
    "pick.add": mark("Put into a wave"),
    "pick.remove": mark("Taken out of its wave"),
    "pick.cancel": mark("Wave taken back"),
    "pick.start": mark("Picking begun"),
    "pick.next": mark("Task taken on"),
    "pick.hand_over": mark("Handed over to another picker"),
    "pick.confirm": mark("Picks booked"),
    "pick.sort": mark("Sorted into its slot"),
    "pack.open": mark("Opened at the bench"),
    "pack.take_over": mark("Taken over at another bench"),
    "pack.scan": mark("Scanned at the bench"),
    "pack.take_back": mark("Scan taken back"),
    "pack.next_parcel": mark("Next parcel begun"),
    "pack.parcel": mark("Parcel described"),
    "pack.weight": mark("Weight accepted"),
    "pack.check": mark("Checked by a second person"),
    "pack.photo": mark("Picture taken"),
    "pack.damaged": mark("Damage reported at the bench"),
    "pack.close": mark("Packed"),
    "pack.reopen": mark("Packed shipment opened again"),
    "pack.open_parcel": mark("Parcel opened again"),
    "pack.take_out": mark("Taken out of its parcel"),
    "ship": mark("Shipped"),
    "void": mark("Shipment voided"),
    "shipping.ship_many": mark("Shipped"),
    "shipping.void_many": mark("Shipment voided"),
    "shipping.tracking": mark("Tracking number brought in"),
    "shipping.manifest": mark("Put on the carrier's list"),
    "print.packing_slip": mark("Packing slip printed"),
    "print.gift_slip": mark("Gift slip printed"),
    "print.customs": mark("Customs form printed"),
    "print.pick_list": mark("Pick list printed"),
    "print.pick_difference": mark("Changes of a pick list printed"),
    "po.create": mark("Purchase order made"),
    "po.clone": mark("Cloned"),
    "po.edit": mark("Edited"),
    "po.confirm": mark("Confirmed by the supplier"),
    "po.milestone": mark("Milestone set"),
    "po.shipped": mark("Shipped by the supplier"),
    "po.attach": mark("Attachment changed"),
    "po.authorize": mark("Authorized"),
    "po.send": mark("Sent to the supplier"),
    "po.receive": mark("Goods received"),
    "receiving.open": mark("Opened at the dock"),
    "receiving.take_over": mark("Taken over at another station of the dock"),
    "receiving.note": mark("Delivery note told"),
    "receiving.leave": mark("Count given up"),
    "receiving.scan": mark("Counted in"),
    "receiving.take_back": mark("Count taken back"),
    "receiving.book": mark("Goods received"),
    "receiving.correct": mark("Count put right"),
    "receiving.costs": mark("Freight and duty told"),
    "counts.new": mark("Count sheet made"),
    "counts.enter": mark("Counted on a sheet"),
    "counts.recount": mark("Recount asked"),
    "counts.post": mark("Count sheet posted"),
    "counts.cancel": mark("Count sheet cancelled"),
    "transfers.send": mark("Transfer sent"),
    "transfers.receive": mark("Transfer received"),
    "transfers.close": mark("Transfer closed short"),
    "transfers.cancel": mark("Transfer cancelled"),
    "rates.set": mark("Exchange rate set"),
    "receiving.put_away": mark("Put away"),
    "replenish.plan": mark("Replenishment planned"),
    "replenish.done": mark("Carried to a pick bin"),
    "replenish.cancel": mark("Replenishment given up"),
    "slotting.do": mark("A better bin chosen"),
    "po.cancel": mark("Cancelled"),
    "po.void": mark("Voided"),
    "po.restore": mark("Restored"),
    "po.close": mark("Closed"),
    "stock.receive": mark("Received"),
    "stock.adjust": mark("Stock adjusted"),
    "stock.count": mark("Counted"),
    "stock.damage": mark("Reported as damaged"),
    "stock.quarantine": mark("Put into quarantine"),
    "stock.release": mark("Made good again"),
    "stock.sheet": mark("Changed from a spreadsheet"),
    "stock.move": mark("Moved to another bin"),
    "stock.assemble": mark("Sets put together"),
    "stock.take_apart": mark("Sets taken apart"),
    "stock.transfer": mark("Transferred to another warehouse"),
    "products.new": mark("Entered"),
    "products.edit": mark("Changed"),
    "products.activate": mark("Put in use again"),
    "products.deactivate": mark("Taken out of use"),
    "products.stock": mark("Added to a warehouse"),
    "products.teach": mark("Code taught"),
    "products.customs": mark("Customs data changed"),
    "products.picture": mark("Picture of the product changed"),
    "product.packs": mark("Packs changed"),
    "channels.set": mark("Its channel was changed"),
    "settings.set": mark("Settings were changed"),
    "views.save": mark("View saved"),
    "views.rename": mark("View renamed"),
    "views.share": mark("View shared or not"),
    "views.delete": mark("View deleted"),
    "sweep": mark("What the new day brought"),
    "rules.daily": mark("Rules for each day"),
    "orders.exclude": mark("Kept out of a warehouse"),
    "orders.include": mark("Let into a warehouse again"),
    "orders.add_item": mark("Item added"),
}
"""What was done, by the command's name."""

_VALUES: Mapping[str, str] = {
    "reason": mark("Why: {value}"),
    "note": mark("Note: {value}"),
    "tag": mark("Tag: {value}"),
    "priority": mark("Priority {value}"),
    "method": mark("Method: {value}"),
    "channel": mark("Channel: {value}"),
    "warehouse": mark("Warehouse: {value}"),
    "source": mark("From {value}"),
    "target": mark("To {value}"),
    "transfer": mark("Transfer: {value}"),
    "quantity": mark("Quantity: {value}"),
    "code": mark("Code: {value}"),
    "codes": mark("Codes: {value}"),
    "parcel": mark("Parcel {value}"),
    "box": mark("Box: {value}"),
    "weight_g": mark("{value} g"),
    "carrier": mark("Carrier: {value}"),
    "tracking": mark("Tracking number: {value}"),
    "wave": mark("Wave {value}"),
    "supplier": mark("Supplier: {value}"),
    "location": mark("Bin: {value}"),
    "lot": mark("Lot: {value}"),
    "document": mark("Document: {value}"),
    "to": mark("To {value}"),
    "lines": mark("Lines: {value}"),
    "rejects": mark("Rejected: {value}"),
}

FIELDS: Mapping[str, str] = {
    "ordered": mark("ordered"),
    "unrouted": mark("not planned yet"),
    "allocated": mark("allocated"),
    "waiting": mark("waiting"),
    "unavailable": mark("can't be had"),
    "gone": mark("picked or further"),
    "cancelled": mark("cancelled"),
    "reason": mark("why it waits"),
    "hold": mark("hold"),
    "hold_reason": mark("why on hold"),
    "payment": mark("payment"),
    "priority": mark("priority"),
    "ship_by": mark("ship by"),
    "ship_method": mark("ship method"),
    "ship_partial": mark("ships in parts"),
    "max_warehouses": mark("most warehouses"),
    "verify": mark("to be verified"),
    "channel": mark("channel"),
    "status": mark("status"),
    "queue_key": "",
    "customer_name": mark("name"),
    "customer_email": mark("e-mail"),
    "company": mark("company"),
    "street": mark("street"),
    "street2": mark("street, second line"),
    "city": mark("city"),
    "postal_code": mark("postal code"),
    "region": mark("region"),
    "country": mark("country"),
    "phone": mark("telephone"),
    "note": mark("note"),
    "tags": mark("tags"),
    "warehouses": mark("ships from"),
    "kept_out_of": mark("kept out of"),
    "items": mark("items"),
    "gift_message": mark("gift message"),
}
"""What can be other than before; an empty one is nobody's business."""

_GIVEN_AS = {"hold_reason": "reason", "ship_method": "method"}
"""What a command calls what it changes, where the order calls it otherwise."""

_WORDS: Mapping[str, str] = {
    Hold.PARK.value: mark("stock kept"),
    Hold.RELEASE.value: mark("stock given back"),
    Payment.PAID.value: mark("paid"),
    Payment.AWAITING.value: mark("awaited"),
}


def title_words(event: HistoryEvent) -> str:
    """What was done, in a few words; of an undo what it took back."""
    if event.rule:
        return tr("Rule “{rule}”: {what}").format(rule=event.rule, what=_what(event))
    return _what(event)


def _what(event: HistoryEvent) -> str:
    if event.undoes:
        return tr("Taken back: {what}").format(what=_done(event.undoes))
    return _done(event.name)


def _done(name: str) -> str:
    if name in DONE:
        return tr(DONE[name])
    if name in COMMANDS:
        return tr(COMMANDS[name].title)
    return name.replace(".", " ").replace("_", "-")  # as it is typed


def event_lines(event: HistoryEvent, number: Callable[[int], str] = str) -> list[str]:
    """Everything else that is told of an event, a line each: whole sentences first."""
    lines = [told(note) for note in event.said]
    lines += _joined(event)
    lines += _given(event)
    lines += [moved_words(one, number) for one in event.moved]
    lines += [words for one in event.changes if (words := change_words(one, number))]
    if event.undone_by:
        lines.append(tr("Taken back later by {who}.").format(who=event.undone_by))
    return lines


def change_words(change: Change, number: Callable[[int], str] = str) -> str:
    """`A: waiting 3 → 0`; empty where nobody is told."""
    custom = change.field.startswith(HEADING)
    name = FIELDS.get(change.field, change.field.replace("_", " "))
    if not name:
        return ""
    before, after = (_value(change.field, one, number) for one in (change.before, change.after))
    words = tr("{field}: {before} → {after}")
    if change.sku:
        words = tr("{sku}, {field}: {before} → {after}")
    return words.format(
        sku=change.sku,
        field=label_of(change.field) if custom else tr(name),
        before=before,
        after=after,
    )


def moved_words(moved: Moved, number: Callable[[int], str] = str) -> str:
    """`GRAZ: +5`."""
    units = number(moved.quantity)
    return f"{moved.warehouse}: {'+' if moved.quantity > 0 else ''}{units}"


def searched(event: HistoryEvent) -> str:
    """All its words in one, to be searched."""
    return " ".join((title_words(event), event.operator, event.station, *event_lines(event)))


def fits_words(event: HistoryEvent, wanted: str) -> bool:
    """Whether an event has every one of these words, in whatever case."""
    text = searched(event).casefold()
    return all(word in text for word in wanted.casefold().split())


def older_words() -> str:
    """What is told below the first event of a record that is older than its history."""
    return tr("It is older than this history: of what came before only plans and papers are told.")


def _joined(event: HistoryEvent) -> Iterator[str]:
    if event.orders:
        yield tr("Together with {orders}").format(orders=", ".join(event.orders))
    if event.skus:
        yield " → ".join(event.skus)


def _given(event: HistoryEvent) -> Iterator[str]:
    changed = {_GIVEN_AS.get(one.field, one.field) for one in event.changes}
    for key, value in event.values.items():
        if key in _VALUES and key not in changed:  # else it is told as before and after
            yield tr(_VALUES[key]).format(value=value)


def _value(field: str, value: Shown, number: Callable[[int], str]) -> str:
    if value is None or value == "":
        return tr("none")
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if isinstance(value, int):
        return number(value)
    return _word(field, value)


def _word(field: str, value: str) -> str:
    if field == "reason" and value in set(Reason):
        return reason_words(value)
    if field == "status" and value in STATUSES:
        return status_word(value)
    return tr(_WORDS[value]) if field in {"hold", "payment"} and value in _WORDS else value
