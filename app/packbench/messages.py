"""The sentences for refusals, faults, reasons and problems: in one place, all translatable.

A sentence says what happened and what to do next. A test fails for a code without a text.
"""

from collections.abc import Mapping
from typing import NamedTuple

from packbench.domain.allocation.rules import Fence
from packbench.domain.orders import Problem, Reason
from packbench.domain.refusals import Code, EnvironmentFault, FaultCode, Refusal
from packbench.texts import mark, tr

REFUSALS: Mapping[Code, str] = {
    Code.NOT_FOUND: mark("There is no {kind} {name}. Check the spelling."),
    Code.ALREADY_EXISTS: mark("{name} exists already with other content. Import it with --update."),
    Code.NOT_ENOUGH_STOCK: mark("Only {available} of {sku} are {state} at {warehouse}."),
    Code.WRONG_STATE: mark("{name} is {state}, so this can't be done now."),
    Code.WAREHOUSE_VIRTUAL: mark("{name} is a virtual warehouse: nothing is picked there."),
    Code.UNPAID: mark("Order {name} is not paid yet. Mark it as paid to release it to picking."),
    Code.NOTHING_TO_DO: mark("There is nothing to do: {why}."),
    Code.KEY_REUSED: mark("The key {key} was used for another command. Use a new one."),
    Code.BUSY: mark("Another station is writing just now ({holder}). Nothing changed; try again."),
    Code.FENCE: mark("{warehouse} may not serve this: {fence}."),
    Code.CANNOT_UNDO: mark("`{name}` (command {command}) can't be undone: {why}."),
    Code.NO_SUPPLIER: mark("No supplier is known for {sku}. Import supplier-products first."),
    Code.OVER_RECEIPT: mark("Only {open} of {sku} are open on {name}. Nothing was received."),
    Code.INVALID: mark("“{value}” is not a valid {field}."),
    Code.INACTIVE: mark("{sku} is not sold any more. Choose another product."),
    Code.WAREHOUSE_PHYSICAL: mark("{name} is no virtual warehouse: it holds real goods."),
    Code.NOT_ALIKE: mark(
        "{name} and {other} differ in customer, address or channel. They can't be merged."
    ),
    Code.TOO_MANY: mark("Only {units} of {name} {what}. Nothing was changed."),
    Code.BAD_SETTING: mark("“{value}” is no value for {key}. It may be: {allowed}."),
    Code.KIT_CYCLE: mark("The kit {sku} would contain itself. Nothing was changed."),
    Code.KIT_HAS_NO_STOCK: mark("{sku} is a kit: its stock is that of its components."),
    Code.STOCK_NOT_MANAGED: mark("The stock of {sku} is not managed, so there is none to change."),
    Code.FILE_MISSING: mark("There is no file {file}. Check the path."),
    Code.FILE_UNREADABLE: mark("{file} can't be read: {reason}."),
    Code.FILE_EMPTY: mark("{file} is empty: it needs a line of column names and rows below it."),
    Code.FILE_BINARY: mark("{file} is no text file (line {line}). Save it as CSV or XLSX."),
    Code.FILE_KIND: mark("{file} is {kind}. {advice}"),
    Code.FILE_DAMAGED: mark("{file} is damaged or incomplete. Get or save it again."),
    Code.FILE_ENCODING: mark(
        "{file} has characters that can't be read as {encoding} (line {line})."
        " Choose its encoding (--encoding), or save it as UTF-8."
    ),
    Code.ENCODING_UNKNOWN: mark(
        "{encoding} is no encoding that we know. Common ones: {available}."
    ),
    Code.FILE_TRUNCATED: mark(
        "{file} breaks off in line {line}. Nothing was imported; get it again."
    ),
    Code.FILE_QUOTES: mark(
        "{file} has a misplaced quote in line {line}. Double each quote inside a quoted field;"
        " where quotes mean nothing, import it by a profile with quoting = 'none'."
    ),
    Code.FIELD_TOO_LONG: mark(
        "{file} has a field that is too long in line {line}. Is a quote missing?"
    ),
    Code.COLUMN_MISSING: mark("{file} has no column {columns}. It is required."),
    Code.COLUMN_TWICE: mark("{file} has the column {column} twice. Rename or remove one."),
    Code.DELIMITER_UNKNOWN: mark(
        "{file} does not seem to be split by comma, semicolon or tab. Save it as CSV."
    ),
    Code.PROFILE_UNKNOWN: mark("There is no import profile {profile}. There are: {available}."),
    Code.PROFILE_KIND: mark("The import profile {profile} is not for {kind}, only for {kinds}."),
    Code.PROFILE_BROKEN: mark("The import profile {profile} can't be used: {reason}."),
    Code.CANNOT_WRITE: mark("{file} can't be written: {reason}."),
}

FAULTS: Mapping[FaultCode, str] = {
    FaultCode.DATABASE_ADDRESS: mark(
        "{url} is no address of a database. It is sqlite:///PATH or"
        " postgresql+psycopg://USER@SERVER/DATABASE."
    ),
    FaultCode.DATABASE_UNREACHABLE: mark(
        "The database can't be reached ({cause}). Check the address, the server and the network."
    ),
    FaultCode.DATABASE_NEWER: mark(
        "The database is of a newer Packbench ({revision}). Update Packbench on this computer."
    ),
    FaultCode.DATABASE_OLDER: mark(
        "The database is of an older Packbench ({revision}). Run `packbench db upgrade` once, when"
        " no station is at work."
    ),
    FaultCode.DATABASE_EMPTY: mark(
        "The database has no Packbench tables yet. Run `packbench db init` once."
    ),
    FaultCode.DATABASE_FOREIGN: mark(
        "This is no Packbench database. Nothing was changed; give another file or database."
    ),
    FaultCode.DATABASE_ON_NETWORK_SHARE: mark(
        "{path} is on a network share, where a database file breaks under several stations. Use a"
        " local disk, or a PostgreSQL server for several stations."
    ),
    FaultCode.DATABASE_READ_ONLY: mark(
        "The database can't be written. Check the rights of its file."
    ),
    FaultCode.DISK_FULL: mark("The disk is full. Nothing was changed; make room and try again."),
    FaultCode.FOLDER_READ_ONLY: mark("{path} can't be written. Check the rights of the folder."),
}


class ProblemText(NamedTuple):
    """What is wrong with an order, and the cheapest way to mend it."""

    message: str
    fix: str


PROBLEMS: Mapping[Problem, ProblemText] = {
    Problem.UNKNOWN_SKU: ProblemText(
        mark("Line {line}: nobody knows the SKU {sku}."),
        mark("Import the product {sku}, or substitute it."),
    ),
    Problem.COUNTRY_MISSING: ProblemText(
        mark("The order has no ship-to country."), mark("Enter the country of the address.")
    ),
    Problem.NOT_BACKORDERABLE: ProblemText(
        mark("Line {line}: {sku} is short and may not be back-ordered."),
        mark(
            "Allocate again when it is there, substitute it, cancel the rest or allow back order."
        ),
    ),
    Problem.ADDRESS_INCOMPLETE: ProblemText(
        mark("The address is incomplete."),
        mark("Complete it before a carrier label is printed."),
    ),
}

REASONS: Mapping[Reason, str] = {
    Reason.OUT_OF_STOCK: mark("out of stock"),
    Reason.NOT_STOCKED: mark("not stocked"),
    Reason.EXCLUDED: mark("excluded"),
    Reason.COUNTRY_NOT_SERVED: mark("country not served"),
    Reason.WAREHOUSE_INACTIVE: mark("warehouse inactive"),
    Reason.AT_CAPACITY: mark("warehouse full today"),
    Reason.PREORDER: mark("pre-order"),
    Reason.PREORDER_LIMIT: mark("over the pre-order limit"),
    Reason.MANUAL: mark("marked by hand"),
    Reason.STOCK_LOST: mark("stock lost"),
    Reason.WAITING_FOR_REST: mark("waiting for the rest"),
}

FENCES: Mapping[Fence, str] = {
    Fence.WAREHOUSE_INACTIVE: mark("the warehouse is switched off"),
    Fence.COUNTRY_NOT_SERVED: mark("it does not serve the country"),
    Fence.EXCLUDED: mark("a rule keeps this channel or product out of it"),
    Fence.NOT_STOCKED: mark("the product was never added to it"),
    Fence.OUT_OF_STOCK: mark("it has too little in stock"),
    Fence.AT_CAPACITY: mark("it has taken its orders for today"),
    Fence.PREORDER: mark("the pre-order's date has not come"),
}

STATUSES: Mapping[str, str] = {
    "new": mark("new"),
    "attention": mark("attention"),
    "back_order": mark("back order"),
    "ready": mark("ready"),
    "picking": mark("picking"),
    "picked": mark("picked"),
    "packed": mark("packed"),
    "part_shipped": mark("part shipped"),
    "shipped": mark("shipped"),
    "on_hold": mark("on hold"),
    "cancelled": mark("cancelled"),
    "draft": mark("draft"),
    "authorized": mark("authorized"),
    "sent": mark("sent"),
    "part_received": mark("part received"),
    "received": mark("received"),
    "closed": mark("closed"),
    "voided": mark("voided"),
    "open": mark("open"),
}
"""The words for every state of an order, a shipment, a wave or a purchase order."""

_SOMEBODY = mark("another program on this computer")


def sentence(error: Refusal | EnvironmentFault) -> str:
    """The translated sentence of a refusal or a fault, with its values filled in."""
    if isinstance(error, Refusal):
        params = dict(error.params)
        if error.code is Code.INVALID:
            params["field"] = tr(str(params["field"]))
        if error.code is Code.NOT_ENOUGH_STOCK:
            params.setdefault("state", tr("available"))
        if error.code is Code.BUSY and not params.get("holder"):
            params["holder"] = tr(_SOMEBODY)
        return tr(REFUSALS[error.code]).format(**params)
    return tr(FAULTS[error.code]).format(**{"cause": "", **error.params})


def status_word(status: str) -> str:
    """The translated word for a state."""
    return tr(STATUSES[status])


def reason_words(reason: str) -> str:
    """The translated words for why a quantity waits."""
    return tr(REASONS[Reason(reason)])


def fence_words(fence: Fence) -> str:
    """The translated words for why a warehouse may not serve a line."""
    return tr(FENCES[fence])
