"""The sentences for refusals and faults: in one place, all translatable.

A sentence says what happened and what to do next. A test fails for a code without a text.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from packbench.domain.customs import Gap
from packbench.domain.outcomes import Note, Param, Said
from packbench.domain.refusals import Code, EnvironmentFault, FaultCode, Refusal
from packbench.domain.scales.readings import ScaleReading
from packbench.domain.unprintable import Unprintable
from packbench.words.cameras import trouble_words as camera_words
from packbench.words.counted import Counted, counted
from packbench.words.custom_fields import FIELD_REFUSALS
from packbench.words.customs import gaps_words
from packbench.words.faults import FAULTS, FOREIGN_OR_DAMAGED, KEPT
from packbench.words.files import FOREIGN, file_trouble_words
from packbench.words.invalid_values import INVALID_OF_SUBJECTS, NOT_FOUND_OF_SUBJECTS
from packbench.words.language import mark, tr
from packbench.words.masters import field_word, uses_words
from packbench.words.order_fields import ALIKE, fault_words, meanwhile_words, near_words
from packbench.words.order_outcomes import ORDER_REFUSALS
from packbench.words.outcomes import fenced, said
from packbench.words.pictures import PICTURE_TROUBLES
from packbench.words.places import places_words
from packbench.words.printers import print_kind_word
from packbench.words.profiles import profile_trouble_words
from packbench.words.rejects import reject_words
from packbench.words.scales import difference_words, reading_words
from packbench.words.serving import INVALID_REQUESTS
from packbench.words.slips import LOGO_TROUBLES
from packbench.words.states import STATUSES, status_word
from packbench.words.stock_outcomes import SHORT_IN_BIN
from packbench.words.unprintable import documents_words
from packbench.words.views import VIEW_REFUSALS

REFUSALS: Mapping[Code, str | Counted] = {
    **FIELD_REFUSALS,
    **ORDER_REFUSALS,
    Code.NOT_FOUND: mark("There is no {name}. Check the spelling."),
    Code.ALREADY_EXISTS: mark("{name} exists already with other content. Import it with --update."),
    Code.NOT_ENOUGH_STOCK: Counted(
        "Only {available} of {sku} is available at {warehouse}.",
        "Only {available} of {sku} are available at {warehouse}.",
        "available",
    ),
    Code.WRONG_STATE: mark("{name} is {state}, so this can't be done now."),
    Code.WAREHOUSE_VIRTUAL: mark("{name} is a virtual warehouse: nothing is picked there."),
    Code.UNPAID: mark("Order {name} is not paid yet. Mark it as paid to release it to picking."),
    Code.NOTHING_TO_DO: mark("{why}"),
    Code.KEY_REUSED: mark("The key {key} was used for another command. Use a new one."),
    Code.BUSY: mark("Another station is writing just now ({holder}). Nothing changed; try again."),
    Code.FENCE: mark("{warehouse} may not serve this."),
    Code.CANNOT_UNDO: mark("`{name}` (command {command}) can't be undone. {why}"),
    Code.NO_SUPPLIER: mark("No supplier is known for {sku}. Import supplier-products first."),
    Code.OVER_RECEIPT: Counted(
        "Only {open} of {sku} is open on {name}. Nothing was received.",
        "Only {open} of {sku} are open on {name}. Nothing was received.",
        "open",
    ),
    Code.INVALID: mark("“{value}” can't be used here."),
    Code.INACTIVE: mark("{sku} is not sold any more. Choose another product."),
    Code.WAREHOUSE_PHYSICAL: mark("{name} is no virtual warehouse: it holds real goods."),
    Code.BAD_RULE: mark("{why} Nothing was changed."),
    Code.TOO_MANY: mark("{why} Nothing was changed."),
    Code.BAD_VALUE: mark("{field}: {told} Nothing was changed."),
    Code.LISTED_TWICE: mark("{name} is listed twice. Take one away; nothing was changed."),
    Code.CODE_EXISTS: mark(
        "There is {name} already; codes are the same whatever the case of their letters. Nothing"
        " was changed."
    ),
    Code.CODE_STAYS: mark(
        "{name} keeps its code: {uses} name it. Make a new record with the other code instead."
    ),
    Code.VALUE_CHANGED: mark(
        "Somebody changed {name} meanwhile: {field} is “{value}” now. Nothing was changed; what you"
        " typed is still here, and saving again writes it all the same."
    ),
    Code.RECORD_IN_USE: mark(
        "{name} can't be deleted: {uses} name it. Deactivate it instead, which can be done at any"
        " time."
    ),
    Code.STOCK_IS_THERE: mark(
        "{on_hand} of {sku} are on hand and {promised} promised, so its stock must go on being"
        " counted. Count it to 0 first."
    ),
    Code.CODE_IN_USE: mark(
        "{name} stands for something already: {other}. With --also it may stand for this product,"
        " too: each scan asks then which is meant."
    ),
    Code.CODE_KNOWN: mark("{name} is a code of {sku} already."),
    Code.BAD_SETTING: mark("“{value}” is no value for {key}. It may be: {allowed}."),
    Code.BAD_PACK: mark("{told} Nothing was changed."),
    Code.CODE_TAKEN: mark(
        "The code {barcode} is on {sku} already, and a code counts one product. Take it off there"
        " first. Nothing was changed."
    ),
    Code.KIT_CYCLE: mark("The kit {sku} would contain itself. Nothing was changed."),
    Code.KIT_HAS_NO_STOCK: mark("{sku} is a kit: its stock is that of its components."),
    Code.STOCK_NOT_MANAGED: mark("The stock of {sku} is not managed, so there is none to change."),
    Code.SEVERAL_PLACES: mark(
        "{sku} lies in several places of {warehouse}: {places}. Name the bin that was counted, and"
        " the lot."
    ),
    Code.FILE_MISSING: mark("There is no file {file}. Check the path."),
    Code.FILE_UNREADABLE: mark("{file} can't be read. {reason}"),
    Code.FILE_EMPTY: mark("{file} is empty: it needs a line of column names and rows below it."),
    Code.FILE_BINARY: mark("{file} is no text file (line {line}). Save it as CSV or XLSX."),
    Code.FILE_KIND: mark("{file} is no table. Export it as CSV or XLSX where it comes from."),
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
    Code.COLUMN_MAPPED_TWICE: mark(
        "“{column}” is mapped twice, with {columns}. Leave one of the two out."
    ),
    Code.COLUMN_NOT_MAPPED: mark(
        "No column of the file is taken as {columns}, which {kind} need. Choose one, or say"
        ' --map "HEADER=COLUMN".'
    ),
    Code.COLUMN_NOT_OURS: mark("{kind} have no column {column}. They have: {known}."),
    Code.COLUMN_NOT_THERE: mark("The file has no column “{column}”. It has: {found}."),
    Code.TOO_MANY_MAPPINGS: mark(
        "{most} mappings of columns are kept already. Forget one that is no longer needed."
    ),
    Code.MAP_UNREADABLE: mark(
        '“{text}” says no column. Write the file\'s column, =, and ours, such as "Qty=quantity".'
    ),
    Code.DELIMITER_UNKNOWN: mark(
        "{file} does not seem to be split by comma, semicolon or tab. Save it as CSV."
    ),
    Code.PROFILE_UNKNOWN: mark("There is no import profile {profile}. There are: {available}."),
    Code.PROFILE_KIND: mark("The import profile {profile} is not for {kind}, only for {kinds}."),
    Code.PROFILE_BROKEN: mark("The import profile {profile} can't be used. {reason}"),
    Code.CANNOT_WRITE: mark("{file} can't be written. {reason}"),
    Code.FILE_EXISTS: mark(
        "{file} is there already; it stays as it is. Give another name, or --force to replace it."
    ),
    Code.FILE_TOO_LARGE: mark(
        "{file} is too large to be read. {reason} Nothing was read; look into it, and save the"
        " table as CSV, which may be of any size."
    ),
    Code.LETTERS_WITHOUT_FONT: mark(
        "Nothing was printed: no font on this computer has these letters: {documents}. Install"
        " fonts for them (administrator's guide, “Fonts”), or print all the same (--force)."
    ),
    Code.NOT_TRANSLATED: mark("Packbench isn't translated into {language}; it stays as it was."),
    Code.DOCUMENT_NOT_KEPT: mark(
        "The document of print job {name} is not kept any more: it was printed too long ago. Write"
        " it anew with `packbench documents`."
    ),
    Code.PAPER_TOO_SMALL: mark(
        "Paper {paper} is too small for {kind}, and nothing is scaled. Choose A4 or Letter."
    ),
    Code.NOT_A_LABEL: mark("Only labels can be printed as ZPL. Choose PDF for {kind}."),
    Code.LAYOUT_RULE: mark(
        "The rule “{rule}” does not tell where bins are. Name aisle and bay once each, as in"
        " {example}."
    ),
    Code.LAYOUT_NUMBER: mark(
        "{value} is not possible for {field}. Take a number from {least} to {most}."
    ),
    Code.LAYOUT_EMPTY: mark(
        "There are no aisles to walk along. Import bins with coordinates, or draw the layout."
    ),
    Code.BINS_IN_ONE_PLACE: mark(
        "{name} and {other} have the same coordinates and level. Correct one of them."
    ),
    Code.AISLES_IN_ONE_PLACE: mark("Aisles {name} and {other} overlap. Move one of them."),
    Code.BIN_OFF_AISLE: mark(
        "{name} lies beyond the ends of aisle {aisle}. Correct its coordinates, or draw the aisle"
        " longer."
    ),
    Code.AISLE_NOT_REACHED: mark(
        "Nobody can walk from the depot into aisle {aisle} and back. Join it to a cross aisle, or"
        " look at the one-way aisles."
    ),
    Code.NOT_ALL_SCANNED: mark(
        "{name} is not complete. Still to be scanned: {missing}. Scan it, or pack what is there and"
        " let the rest wait (short)."
    ),
    Code.WEIGHT_DIFFERS: mark(
        "Parcel {parcel} of {name} weighs {weight}, {expected} expected: {difference}. Check what"
        " is in it, then weigh it again; or say why it is right."
    ),
    Code.SECOND_CHECK_NEEDED: mark(
        "A second person has to look into {name}: not {who}, who packed it. Let a colleague look"
        " and confirm it, at the bench by scanning his badge."
    ),
    Code.PHOTO_MISSING: mark(
        "Parcel {parcel} of {name} has no picture, and needs one. Take one, or attach a file."
    ),
    Code.TRACKING_USED: mark(
        "Tracking number {tracking} belongs to {other} already. Scan the label of this parcel."
    ),
    Code.TRACKING_MISSING: mark(
        "The label of {name} is made by {carrier}. Scan its tracking number, or name it."
    ),
    Code.TRACKING_WRONG: mark(
        "{tracking} is no tracking number of {carrier}: its form or its check digit is another."
        " Scan the label again; where another carrier takes the parcel, name that."
    ),
    Code.CARRIER_FAILED: mark(
        "The carrier plug-in “{name}” failed: {cause} Nothing was done. Mend that, or ship by hand"
        " with a carrier and a tracking number."
    ),
    Code.CARRIER_SILENT: mark(
        "The carrier plug-in “{name}” did not answer within {seconds} seconds. Nothing was done."
        " Try again: it gives the same label. Or ship by hand with a carrier and a tracking"
        " number."
    ),
    Code.WORD_TAKEN: mark("“{word}” means the shipping method {other} already."),
    Code.NUMBERS_USED_UP: mark(
        "The GS1 prefix {prefix} has no numbers left for parcels. Set another one"
        " (shipping.gs1_prefix)."
    ),
    Code.BOX_UNKNOWN: mark("There is no box {name}. Known boxes: {known}."),
    Code.BOX_INACTIVE: mark("Box {name} is not used any more. Take another one."),
    Code.BOX_ELSEWHERE: mark(
        "Box {name} is used in warehouse {warehouse} alone. Take another one."
    ),
    Code.BOX_CODE_TAKEN: mark("The code {barcode} stands for box {other} already."),
    Code.BOX_MISSING: mark("Parcel {parcel} of {name} has no box yet. Scan the box, or choose it."),
    Code.WEIGHT_MISSING: mark(
        "Parcel {parcel} of {name} is not weighed yet, and has to be here. Weigh it first."
    ),
    Code.NAME_TAKEN: mark("There is a template {name} already. Choose another name."),
    Code.SLIP_EMPTY: mark("{name} would show neither SKU nor description. Choose one of them."),
    Code.LOGO: mark("This picture can't be used as a logo."),
    Code.PICTURE: mark("This picture can't be kept."),
    Code.NO_GIFT_MESSAGE: mark(
        "Order {order} has no gift message, so there is no gift slip of {name}."
    ),
    Code.STAYS_IN_CUSTOMS_AREA: mark(
        "{name} stays inside the customs area: it needs no form. Print one all the same by naming"
        " it (--form)."
    ),
    Code.CUSTOMS_MISSING: mark(
        "{name}: nothing was printed or sent, as customs ask for what is missing: {missing}."
    ),
    **VIEW_REFUSALS,
}

NOT_FOUND: Mapping[str, str] = {
    **NOT_FOUND_OF_SUBJECTS,
    "order": mark("There is no order {name}. Check the spelling."),
    "label format": mark("There is no label format {name}. Choose one of the list."),
    "line": mark("There is no line {name}. Check the number."),
    "line for": mark("There is no line for {name}. Check the spelling."),
    "product": mark("There is no product {name}. Check the spelling."),
    "near product": mark("There is no product {name}. Did you mean {near}?"),
    "warehouse": mark("There is no warehouse {name}. Check the spelling."),
    "location": mark("There is no location {name}. Check the spelling."),
    "token": mark("There is no token {name}. `packbench channels tokens` lists them."),
    "channel": mark(
        "There is no channel {name}. There are: {known}. A new one is made by `packbench channels"
        " set`."
    ),
    "customer": mark("There is no customer {name}. Check the spelling."),
    "supplier": mark("There is no supplier {name}. Check the spelling."),
    "shipment": mark("There is no shipment {name}. Check the spelling."),
    "order in the wave": mark("Order {name} is not in this wave."),
    "operator": mark("Nobody here is called {name}. Check the spelling."),
    "scale": mark("{name} has no scale. Say where it is (`packbench station scale --port …`)."),
    "parcel": mark("The shipment has no parcel {name}. Look at its list."),
    "task in the wave": mark("The wave has no task {name}. Look at its list."),
    "list of the wave": mark("The wave has no list of revision {name}. Look at your sheet."),
    "rule": mark("There is no rule {name}. `packbench rules list` tells them."),
    "wave": mark("There is no wave {name}. Check the spelling."),
    "purchase order": mark("There is no purchase order {name}. Check the spelling."),
    "setting": mark("There is no setting {name}. Check the spelling."),
    "mapping": mark("No mapping of columns is kept as {name}. `mappings list` tells them."),
    "command": mark("There is no command {name}. Check the number."),
    "print job": mark("There is no print job {name}. `packbench printers queue` lists them."),
    "shipping method": mark("There is no shipping method {name}. Check the spelling."),
    "method off": mark(
        "Shipping method {name} is out of use. Put it into use again (Data, Shipping methods), or"
        " take one that is in use: {methods}."
    ),
    "one of the methods": mark("There is no shipping method {name}. In use are: {methods}."),
    "box": mark("There is no box {name}. Check the spelling."),
    "item in parcel": mark("So many of {name} are not in the open parcel. Nothing was changed."),
    "carrier plug-in": mark("No carrier plug-in {name} is installed."),
    "carrier profile": mark("There is no layout of carrier files {name}. There are: {known}."),
    "manifest": mark("There is no manifest {name}. Check the number."),
    "slip template": mark("There is no template {name}. `packbench slips list` shows them all."),
    "incident": mark("There is no incident {name} in the log of this computer."),
}
"""What a refusal `not_found` says, by the kind of thing that is missing."""

NAMELESS: Mapping[str, str] = {
    "carrier profile": mark(
        "A file for the carrier's program needs a layout (--profile). There are: {known}."
    ),
}
"""What `not_found` says where nothing was named."""
_NAMELESS = mark("The name is missing. Type it and try again.")

INVALID: Mapping[str, str] = {
    **INVALID_OF_SUBJECTS,
    **INVALID_REQUESTS,
    "priority": mark("“{value}” is not a valid priority."),
    "reason": mark("“{value}” is not a valid reason."),
    "parcel weight": mark("A parcel can't weigh {value} g. Weigh it again: 1 to 1,000,000 g."),
    "scanned code": mark("That is no code: nothing is in it. Scan it again."),
    "channel": mark("Type the name of the channel."),
    "days": mark("{value}: choose days in their order, 92 at most."),
    "unit cost": mark("“{value}” is not a valid unit cost."),
    "order to merge": mark("“{value}” is not a valid order to merge."),
    "kind": mark("“{value}” is not a valid kind."),
    "location": mark("“{value}” is not a valid location."),
    "location to pick from": mark(
        "Nothing is picked from {value}. Scan the bin that you take from."
    ),
    "layout": mark("“{value}” is no layout of a warehouse. See the operator guide."),
    "quantity": mark("“{value}” is not a valid quantity."),
    "code": mark(
        "“{value}” can't be taught: it is empty, too long, a code of Packbench, or its check digit"
        " is wrong."
    ),
    "prefix": mark("“{value}” is no prefix: 1 to 8 characters of a US keyboard, no blanks."),
    "baud": mark("“{value}” is no speed of a serial port, such as 9600."),
    "label kind": mark("“{value}” is no kind of label: 4x6, a6 or none."),
    "cut-off": mark("“{value}” is no time of day such as 16:30."),
    "method": mark("A shipping method needs a code and a name."),
    "box": mark("A box needs a code and a name, of at most 80 characters each."),
    "barcode of a box": mark(
        "“{value}” can't stand on a box: it is too long, a code of Packbench, or its check digit is"
        " wrong."
    ),
    "no sides of a box": mark(
        "A box needs the sides inside (--inside): length, width and height in mm, such as"
        " 400x300x200."
    ),
    "sides of a box": mark(
        "“{value}” are no sides of a box: length, width and height in mm, such as 400x300x200."
    ),
    "outside of a box": mark(
        "A box can't be smaller outside ({value}) than inside. Correct the one or the other."
    ),
    "side of a box": mark("{value} is no side of a box: 1 to 10,000 millimetres."),
    "weight of a box": mark(
        "{value} is no weight of a box: up to 1,000,000 g, and more with its contents than empty."
    ),
    "port": mark("“{value}” is no serial port, such as /dev/ttyUSB0 or COM3."),
    "weight_tolerance_g": mark("“{value}” is no tolerance: whole grams to 1000000, or none."),
    "weight_tolerance_percent": mark("“{value}” is no tolerance: percent to 100, or none."),
    "by_hand": mark("“{value}” can't be: yes, badge, or no."),
    "photo": mark("“{value}” can't be: no, wanted, or needed."),
    "shows_private": mark("“{value}” can't be: yes, or no."),
    "command": mark(
        "“{value}” is no command for a camera: it needs a program, and the word for the file of its"
        " picture, as the administrator's guide has it."
    ),
    "seconds": mark("“{value}” can't be: seconds above 0, to 60."),
    "copies": mark("“{value}” is not a number of copies from 1 to 99."),
    "customs label": mark(
        "“{value}” is a label, which a CN22 alone may be on. Print a CN23 or an invoice on a4 or"
        " letter."
    ),
    "customs paper": mark("“{value}” is no paper of customs forms: a4, letter, 4x6 or 74x105."),
    "slip name": mark("“{value}” is no name of a template: 1 to {most} letters on one line."),
    "slip sender": mark("The sender may have {most} letters and no control characters."),
    "slip header": mark("The text above may have {most} letters and no control characters."),
    "slip footer": mark("The text below may have {most} letters and no control characters."),
    "slip gift_from": mark("A name on gift slips may have {most} letters."),
    "slip language": mark("“{value}” is no language tag such as de or en-GB."),
    "slip file without a name": mark(
        'There is no template of slips in {value}: it needs a line such as name = "Shop".'
    ),
    "slip file": mark("The file is no template of slips: {value}."),
    "HS code": mark("“{value}” is no HS code: 6 to 10 digits, such as 6109.10."),
    "country": mark("“{value}” is not a country we know."),
    "tag": mark("“{value}” is no tag: a word of 40 letters at most, without a semicolon."),
    "note": mark("An empty note says nothing. Type one."),
    "day": mark("“{value}” is no day such as 2026-12-24."),
    "weight": mark("“{value}” is no weight in whole grams from 1 on."),
    "customs value": mark("“{value}” is no amount above 0 with 4 decimals at most."),
    "customs description": mark("The description may have 200 letters on one line."),
}
"""What a refusal `invalid` says, by what the value was meant for."""

STOCK_SHORT: Mapping[str, Counted] = {
    **SHORT_IN_BIN,
    "on_hand": Counted(
        "Only {available} of {sku} is on hand at {warehouse}.",
        "Only {available} of {sku} are on hand at {warehouse}.",
        "available",
    ),
    "good": Counted(
        "Only {available} of {sku} is on hand and not damaged at {warehouse}.",
        "Only {available} of {sku} are on hand and not damaged at {warehouse}.",
        "available",
    ),
    "kept_back": Counted(
        "Only {available} of {sku} is damaged or quarantined there at {warehouse}.",
        "Only {available} of {sku} are damaged or quarantined there at {warehouse}.",
        "available",
    ),
}
"""What `not_enough_stock` says where it is not what is available that counts."""

_CASES: Mapping[Code, tuple[str, Mapping[str, str | Counted]]] = {
    Code.NOT_FOUND: ("kind", NOT_FOUND),
    Code.INVALID: ("field", INVALID),
    Code.NOT_ENOUGH_STOCK: ("state", STOCK_SHORT),
    Code.FILE_KIND: ("kind", FOREIGN),
    Code.TRACKING_MISSING: (
        "carrier",
        {"": mark("The tracking number of {name} is missing. Type it, or scan it from its label.")},
    ),
    Code.UNPAID: (
        "step",
        {
            "packing": mark(
                "Order {name} is not paid yet. Mark it as paid (`packbench orders pay {name}`); it"
                " is picked and packed then."
            )
        },
    ),
    Code.LOGO: ("trouble", LOGO_TROUBLES),
    Code.PICTURE: ("trouble", PICTURE_TROUBLES),
}
"""The codes that have a sentence for each value of one of their values."""
_OF_MASTERS = (Code.BAD_VALUE, Code.VALUE_CHANGED, Code.CODE_STAYS, Code.RECORD_IN_USE)
_OF_FILES = (Code.FILE_UNREADABLE, Code.CANNOT_WRITE, Code.FILE_TOO_LARGE)
_OF_PRINTS = (Code.NOT_A_LABEL, Code.PAPER_TOO_SMALL)
PROMISED_ONLY = mark(
    "Shipment {shipment} is promised by {name}, a virtual warehouse: nothing is picked there. Move"
    " its promises to a warehouse that has the goods."
)
_UNNAMED: Mapping[str, tuple[Code, str]] = {
    "holder": (Code.BUSY, mark("another program")),
    "who": (Code.EDITED_MEANWHILE, mark("Somebody")),
}
"""Who is told where nobody is known, by the value that names him."""


def sentence(error: Refusal | EnvironmentFault) -> str:
    """The translated sentence of a refusal or a fault, with its values filled in."""
    if isinstance(error, EnvironmentFault):
        return _fault_sentence(error)
    params = dict(error.params)
    text = _text(error.code, params)
    if params.get("near"):
        params["near"] = near_words(cast("list[str]", params["near"]))
    why = _why(params)
    if error.code is Code.WRONG_STATE and why:
        return why
    if error.code is Code.FENCE:
        return fenced(str(params["fence"]), params["warehouse"])
    if error.code is Code.WEIGHT_DIFFERS:
        weights = cast("tuple[int, int]", (params["weight_g"], params["expected_g"]))
        params.update(difference_words(*weights))
    _put_in_words(error.code, params)
    return counted(text, error.params).format(**{**params, "why": why}).rstrip()


def _fault_sentence(fault: EnvironmentFault) -> str:
    text = FOREIGN_OR_DAMAGED if fault.params.get("beginning") else FAULTS[fault.code]
    if fault.code is FaultCode.SCALE_FAILED:
        reading = cast("ScaleReading | None", fault.params["reading"])
        return f"{reading_words(reading)} {tr(FAULTS[fault.code])}"
    params = {"cause": "", **fault.params}
    if fault.code is FaultCode.CAMERA_FAILED:
        values = (str(params[name]) for name in ("trouble", "told", "place"))
        params["cause"] = camera_words(*values)
    if "kind" in params:
        params["kind"] = print_kind_word(str(params["kind"]))
    told = tr(text).format(**params)
    kept = tr(KEPT).format(job=params["job"]) if "job" in params else ""
    return f"{told} {kept}".strip()


def _text(code: Code, params: Mapping[str, object]) -> str | Counted:
    """The sentence of a code; of some there is one for each case, which a value tells."""
    if code is Code.WAREHOUSE_VIRTUAL and "shipment" in params:
        return PROMISED_ONLY
    if code is Code.NOT_FOUND and not str(params.get("name")).strip():
        return NAMELESS.get(str(params.get("kind")), _NAMELESS)
    if code is Code.NOT_FOUND and (closer := [name for name in _CLOSER if params.get(name)]):
        return NOT_FOUND[_CLOSER[closer[0]]]
    if code is Code.NOT_FOUND and params.get("kind") == "channel" and not params.get("known"):
        return NOT_FOUND["no channel"]
    name, texts = _CASES.get(code, ("", {}))
    return texts.get(str(params.get(name)), REFUSALS[code])


_CLOSER = {"near": "near product", "off": "method off", "methods": "one of the methods"}
"""What of something that is not there is known all the same: by a value, the sentence for it."""


def _put_in_words(code: Code, params: dict[str, object]) -> None:
    """Gives the values that are codes their words."""
    if code is Code.BAD_SETTING:
        params["allowed"] = tr(str(params["allowed"]))
    if code is Code.BAD_PACK:
        params["told"] = _told_of_packs(params)
    if code in _OF_MASTERS:
        params.update(_of_master(code, params))
    if code in _OF_FILES:
        params["reason"] = file_trouble_words(str(params["reason"]), params)
    if code in _OF_PRINTS:
        params["kind"] = print_kind_word(str(params["kind"]))
    if code is Code.PROFILE_BROKEN:
        params["reason"] = profile_trouble_words(str(params["reason"]), params)
    if code in _LISTS:
        name, in_words = _LISTS[code]
        params[name] = in_words(params)
    unnamed = {name: word for name, (of, word) in _UNNAMED.items() if code is of}
    params.update({name: tr(word) for name, word in unnamed.items() if not params.get(name)})
    if params.get("state") in STATUSES:
        params["state"] = status_word(str(params["state"]))


def _told_of_packs(params: Mapping[str, object]) -> str:
    told = cast("Mapping[str, Any]", params["params"])
    return reject_words(str(params["reject"]), "packs", str(params["value"]), told)


def _of_master(code: Code, params: Mapping[str, object]) -> Mapping[str, object]:
    """The words of what is refused of master data: its field, why, and what names it."""
    if code in {Code.CODE_STAYS, Code.RECORD_IN_USE}:
        return {"uses": uses_words(cast("list[str]", params["uses"]))}
    field = field_word(str(params["column"]))
    if code is Code.VALUE_CHANGED:
        return {"field": field}
    told = {name: value for name, value in params.items() if name not in {"column", "value"}}
    words = reject_words(str(params["reject"]), field, str(params["value"]), told)
    return {"field": field, "told": words}


def _places(params: Mapping[str, object]) -> str:
    places, lots = (cast("list[str]", params[name]) for name in ("places", "lots"))
    return places_words(places, lots)


def _faults(params: Mapping[str, object]) -> str:
    return " ".join(map(fault_words, cast("list[Mapping[str, Any]]", params["faults"])))


def _meanwhile(params: Mapping[str, object]) -> str:
    return " ".join(map(meanwhile_words, cast("list[Mapping[str, Any]]", params["changes"])))


def _differs(params: Mapping[str, object]) -> str:
    return ", ".join(tr(ALIKE[one]) for one in cast("list[str]", params["differs"]))


_LISTS: Mapping[Code, tuple[str, Callable[[Mapping[str, object]], str]]] = {
    Code.SEVERAL_PLACES: ("places", _places),
    Code.NOT_ALIKE: ("differs", _differs),
    Code.CUSTOMS_MISSING: (
        "missing",
        lambda params: gaps_words([Gap.of(one) for one in cast("list[str]", params["gaps"])]),
    ),
    Code.BAD_FIELDS: ("faults", _faults),
    Code.EDITED_MEANWHILE: ("changes", _meanwhile),
    Code.LETTERS_WITHOUT_FONT: (
        "documents",
        lambda params: documents_words(cast("list[Unprintable]", params["documents"])),
    ),
}
"""The codes that list something: under which name, and in which words."""


def _why(params: Mapping[str, object]) -> str:
    """The sentence of the closer reason that many a refusal has."""
    why = params.get("why")
    return said(Said(str(why)), cast("Mapping[str, Param]", params)) if why else ""


def told(note: Note) -> str:
    """The sentence of one note."""
    if isinstance(note.code, Code):
        return sentence(note.refusal())
    return said(note.code, note.params)


def message(notes: Iterable[Note]) -> str:
    """What is told of a row, in whole sentences."""
    return " ".join(told(note) for note in notes)
