"""The words for transfers: states, what was done with them, and why not."""

from collections.abc import Mapping

from packbench.domain.outcomes import Said
from packbench.domain.transfers import TransferStatus
from packbench.words.counted import Counted
from packbench.words.language import mark, tr, tr_count

TRANSFER_SENTENCES: Mapping[Said, str | Counted] = {
    Said.TRANSFER_IS_RECEIVED: mark(
        "All of {name} was received already; nothing was booked twice. Undo the receipt if it was"
        " wrong."
    ),
    Said.TRANSFER_IS_CLOSED: mark(
        "{name} is closed: what did not come was booked as lost in transit. If it came after all,"
        " undo the closing and receive it."
    ),
    Said.TRANSFER_IS_CANCELLED: mark(
        "{name} is cancelled: what was on its way is back where it came from."
    ),
    Said.TRANSFER_TARGET_OFF: mark(
        "{name} is switched off, so nothing is sent there. Switch it on, or choose another"
        " warehouse."
    ),
    Said.TRANSFER_WHICH_LOT: mark(
        "{sku} was sent in several lots ({lots}). Say how many came of each lot."
    ),
    Said.TRANSFER_OVER: Counted(
        "Only {count} of {sku} is still on its way with {name}. Count again; if more came, say that"
        " more may be received (`--over`).",
        "Only {count} of {sku} are still on their way with {name}. Count again; if more came, say"
        " that more may be received (`--over`).",
    ),
    Said.TRANSFER_BECOMES: mark(
        "Sent {sent}; on its way {left}, received {received}, lost {lost}, back {returned}."
    ),
    Said.INCOMING_BECOMES: mark("Incoming {before} → {after}."),
    Said.TRANSFER_WENT_ON: mark(
        "{transfer} was received, closed or cancelled since. Undo that first."
    ),
}

NOT_FOUND_TRANSFERS: Mapping[str, str] = {
    "transfer": mark("There is no transfer {name}. Check its name, such as T-12."),
    "goods of a transfer": mark(
        "{name} was not sent with this transfer. Count it in without it (`packbench stock"
        " receive`), or check the code."
    ),
}

INVALID_TRANSFERS: Mapping[str, str] = {
    "goods of a transfer": mark(
        "“{value}” does not say what and how many. Write it as SKU=UNITS, such as MUG=12; several"
        " with commas between them."
    ),
    "day of a transfer": mark("“{value}” is no day. Type it as 2026-12-24, or leave it empty."),
}

SHORT_TO_SEND: Mapping[str, Counted] = {
    "to_send": Counted(
        "Only {available} of {sku} at {warehouse} can be sent: the rest is promised to orders, is"
        " being picked, or can't be given out.",
        "Only {available} of {sku} at {warehouse} can be sent: the rest is promised to orders, is"
        " being picked, or can't be given out.",
        "available",
    ),
}


def transfer_status_word(status: TransferStatus, received: int) -> str:
    """What became of a transfer; some of it may have come already."""
    words = {
        TransferStatus.SENT: tr("Partly received") if received else tr("On its way"),
        TransferStatus.RECEIVED: tr("Received"),
        TransferStatus.CLOSED: tr("Closed short"),
        TransferStatus.CANCELLED: tr("Cancelled"),
    }
    return words[status]


def on_way_words(warehouse: str, transfer: str) -> str:
    """Where goods are: at a warehouse, or on their way there."""
    if not transfer:
        return warehouse
    words = tr("{warehouse} (on its way, {transfer})")
    return words.format(warehouse=warehouse, transfer=transfer)


def sent_words(transfer: str, units: int, source: str, target: str, *, kept: bool) -> str:
    """What was sent, or would be."""
    if not kept:
        words = tr_count(
            "{count} unit would be on its way from {source} to {target}.",
            "{count} units would be on their way from {source} to {target}.",
            units,
        )
    else:
        words = tr_count(
            "{transfer}: {count} unit is on its way from {source} to {target}.",
            "{transfer}: {count} units are on their way from {source} to {target}.",
            units,
        )
    return words.format(transfer=transfer, count=units, source=source, target=target)


def left_words(transfer: str, left: int) -> str:
    """How much of a transfer is still on its way."""
    if not left:
        return tr("{transfer}: nothing is on its way any more.").format(transfer=transfer)
    words = tr_count(
        "{transfer}: {count} unit is still on its way.",
        "{transfer}: {count} units are still on their way.",
        left,
    )
    return words.format(transfer=transfer, count=left)


def lost_words(transfer: str, lost: int) -> str:
    """How much of a transfer was lost."""
    words = tr_count(
        "{transfer} is closed: {count} unit was lost in transit.",
        "{transfer} is closed: {count} units were lost in transit.",
        lost,
    )
    return words.format(transfer=transfer, count=lost)


def returned_words(transfer: str, returned: int, source: str) -> str:
    """How much of a transfer went back."""
    words = tr_count(
        "{transfer} is cancelled: {count} unit is back at {source}.",
        "{transfer} is cancelled: {count} units are back at {source}.",
        returned,
    )
    return words.format(transfer=transfer, count=returned, source=source)
