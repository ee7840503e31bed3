"""What a packer is told: one sentence for each answer to a scan."""

from collections.abc import Mapping, Sequence

from packbench.domain.packing import BenchRule, PackVerdict
from packbench.domain.slots import slot_label
from packbench.words.counted import Counted, counted
from packbench.words.language import mark, tr

VERDICTS: Mapping[PackVerdict, str | Counted] = {
    PackVerdict.OK: mark("{sku}: {scanned} of {expected}."),
    PackVerdict.LINE_DONE: mark("{sku} is complete."),
    PackVerdict.ORDER_DONE: mark("{sku}: everything is in. Close the parcel."),
    PackVerdict.THIS_ORDER: mark("This is {name}, which is open. Scan its items."),
    PackVerdict.ASK_LOT: mark("{sku}: scan the lot. These were picked: {choices}."),
    PackVerdict.ASK_SERIAL: mark("{sku}: scan the serial number."),
    PackVerdict.COMMAND: mark("{name} is a command of the bench. Nothing was changed here."),
    PackVerdict.SEVERAL: mark("{code} may be {choices}. Choose one."),
    PackVerdict.WRONG_ITEM: mark("{what} is not in this order. Lay it aside."),
    PackVerdict.TOO_MANY: Counted(
        "{sku}: only {left} more goes in. Nothing was counted.",
        "{sku}: only {left} more go in. Nothing was counted.",
        "left",
    ),
    PackVerdict.WRONG_ORDER: mark("{name} is another order. Finish this one first, or leave it."),
    PackVerdict.OTHER_ORDER: mark(
        "{sku} is not in this order. It belongs to {belongs_to}, slot {slot}."
    ),
    PackVerdict.WRONG_LOT: mark(
        "{sku}: lot {name} was not picked for this order. These were: {choices}. Get that lot."
    ),
    PackVerdict.SERIAL_USED: mark("Serial number {name} of {sku} is in {belongs_to} already."),
    PackVerdict.UNKNOWN: mark(
        "Nobody knows the code {code}. Lay the item aside, and teach the code to its product if it"
        " is right."
    ),
    PackVerdict.BOX: mark("This parcel is packed in box {name}."),
    PackVerdict.WRONG_BOX: mark("Box {name} is not used any more. Take another one."),
    PackVerdict.CHANGED: mark("Order {name} changed. Look at it before you go on."),
}
"""The sentence of each answer; `CHANGES` and `TAKEN_AWAY` say more where an order changed."""

NO_MORE = mark("{sku} is complete: no more of it goes in. Nothing was counted.")
BY_PARTS = mark("{sku} is a kit: scan its parts ({choices}).")
NOTHING_SCANNED = mark("Nothing was scanned. Scan, or type a code.")
BOX_ELSEWHERE = mark("Box {name} is used in warehouse {belongs_to} alone. Take another one.")
TAKEN_AWAY: Mapping[str, str] = {
    "orders.cancel": mark(
        "Stop: {who} cancelled order {name} at {station}. Take everything out again; it is carried"
        " back to its bins."
    ),
    "orders.hold": mark(
        "Stop: {who} put order {name} on hold at {station}. Take everything out again; it is"
        " carried back to its bins."
    ),
    "": mark(
        "Stop: {who} changed order {name} at {station}. Take everything out again; it is carried"
        " back to its bins."
    ),
}
"""By the command that took it away; any other one changed it."""
HEAD_CHANGED = mark("Order {name} changed: {fields}. Look at it, then scan on.")

FIELDS: Mapping[str, str] = {
    "customer_name": mark("name"),
    "company": mark("company"),
    "street": mark("street"),
    "street2": mark("street, second line"),
    "city": mark("city"),
    "postal_code": mark("postal code"),
    "region": mark("region"),
    "country": mark("country"),
    "phone": mark("telephone"),
    "ship_method": mark("shipping method"),
    "note": mark("note"),
    "gift_message": mark("gift message"),
}
"""What of an order can change while it is packed."""

RULES: Mapping[BenchRule, str] = {
    BenchRule.CLOSES_ITSELF: mark("The last scan closes the parcel"),
    BenchRule.ASKS_WEIGHT: mark("A parcel is weighed before it is closed"),
    BenchRule.SHIPS_AT_ONCE: mark("What is packed is shipped at once"),
    BenchRule.NEEDS_BOX: mark("A parcel has a box before it is closed"),
    BenchRule.STARTS_HERE: mark("Packbench starts with the packing bench"),
    BenchRule.PRINTS_CUSTOMS: mark("Customs forms are printed where the station prints them"),
}
"""What a station can do by itself."""


def verdict_words(verdict: PackVerdict, values: Mapping[str, object]) -> str:
    """The sentence of an answer to a scan.

    Args:
        verdict: the answer.
        values: the fields of the answer by their names, as `ScanTold` of the services has them.
    """
    shown = {**values, "what": values["sku"] or values["name"], "choices": _listed(values)}
    shown["slot"] = slot_label(int(str(values["slot"]))) if values["slot"] else ""
    shown["left"] = int(str(values["expected"])) - int(str(values["scanned"]))
    if verdict is PackVerdict.CHANGED and values["by"]:
        return tr(TAKEN_AWAY.get(str(values["by"]), TAKEN_AWAY[""])).format(**shown)
    if verdict is PackVerdict.CHANGED and values["changes"]:
        fields = ", ".join(tr(FIELDS[name]) for name in _texts(values["changes"]))
        return tr(HEAD_CHANGED).format(**shown, fields=fields)
    special = _special(verdict, shown)
    return (tr(special) if special else counted(VERDICTS[verdict], shown)).format(**shown)


def _special(verdict: PackVerdict, shown: Mapping[str, object]) -> str | None:
    """The sentence of an answer that has a more exact one than its verdict's."""
    cases = {
        PackVerdict.TOO_MANY: (not shown["left"], NO_MORE),
        PackVerdict.WRONG_ITEM: (bool(shown["choices"]), BY_PARTS),
        PackVerdict.WRONG_BOX: (bool(shown.get("belongs_to")), BOX_ELSEWHERE),
        PackVerdict.UNKNOWN: (not str(shown.get("code")).strip(), NOTHING_SCANNED),
    }
    applies, words = cases.get(verdict, (False, ""))
    return words if applies else None


def _listed(values: Mapping[str, object]) -> str:
    return ", ".join(_texts(values["choices"]))


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list | tuple) else []


def opens_words(verdict: PackVerdict | None, name: str, choices: Sequence[str]) -> str:
    """Why a scan opens nothing at the bench.

    Args:
        verdict: why, as `Opens` of the services has it.
        name: what the code stands for.
        choices: the shipments of which one has to be chosen.
    """
    if not name.strip():
        words = tr(NOTHING_SCANNED)
    elif verdict is PackVerdict.SEVERAL:
        words = tr("{name} may be: {choices}. Scan the order itself.")
    elif verdict is PackVerdict.UNKNOWN:
        words = tr("Nobody knows the code {name}. Scan a list, an order, a slot or an item.")
    else:
        words = tr("Nothing waits to be packed here for {name}.")
    return words.format(name=name, choices=", ".join(choices))


def closed_words(shipment: str, *, shipped: bool) -> str:
    """That a shipment is packed, and whether it has left."""
    words = tr("{shipment} is packed and shipped.") if shipped else tr("{shipment} is packed.")
    return words.format(shipment=shipment)


def choice_words(code: str, choices: Sequence[str]) -> str:
    """What a code may be, with the numbers by which one is chosen."""
    listed = "   ".join(f"{place}: {sku}" for place, sku in enumerate(choices, 1))
    return tr("{code} may be: {choices}. Type the number.").format(code=code, choices=listed)


def put_back_words(goods: Sequence[tuple[int, str, str | None]]) -> str:
    """What has to be carried back, and where to: units, SKU and bin; empty for nothing."""
    words = tr("{units} × {sku} to {bin}")
    listed = (
        words.format(units=units, sku=sku, bin=place or tr("its place"))
        for units, sku, place in goods
    )
    told = ", ".join(listed)
    return tr("Carry back: {goods}.").format(goods=told) if told else ""
