"""The sentences for what commands did to rows, and for why they could not: all translatable.

Whole sentences: what a note says is never joined to half of another one. Those that count are given
in the singular and the plural. A test fails for a code without a sentence.
"""

from collections.abc import Callable, Iterator, Mapping

from packbench.domain.allocation.rules import Fence
from packbench.domain.customs import Gap
from packbench.domain.outcomes import Param, Said
from packbench.words import masters
from packbench.words.channel_outcomes import CHANNEL_SENTENCES
from packbench.words.counted import Counted, counted
from packbench.words.custom_fields import FIELD_SENTENCES
from packbench.words.customs import gaps_words
from packbench.words.language import mark, tr
from packbench.words.master_outcomes import MASTER_SENTENCES
from packbench.words.order_fields import field_word
from packbench.words.order_outcomes import OPENINGS, ORDER_SENTENCES
from packbench.words.order_rules import part_word
from packbench.words.pictures import PICTURE_SENTENCES
from packbench.words.reorder_outcomes import REORDER_SENTENCES
from packbench.words.shared_codes import SHARED
from packbench.words.states import STATUSES, milestone_word, status_word
from packbench.words.views import VIEW_SENTENCES

SENTENCES: Mapping[Said, str | Counted] = {
    **ORDER_SENTENCES,
    **VIEW_SENTENCES,
    **MASTER_SENTENCES,
    **REORDER_SENTENCES,
    **CHANNEL_SENTENCES,
    **FIELD_SENTENCES,
    **PICTURE_SENTENCES,
    Said.GIVEN: Counted("{count} unit is allocated now.", "{count} units are allocated now."),
    Said.NOTHING_GIVEN: mark("Nothing can be allocated yet."),
    Said.STILL_WAITS: Counted("{count} unit still waits.", "{count} units still wait."),
    Said.WAITS_FOR_ALL: Counted(
        "{count} unit waits until all is there.", "{count} units wait until all is there."
    ),
    Said.ALL_THERE: mark("All of it is there."),
    Said.LEFT_WAVE: mark("It leaves wave {wave}; a list that was printed is out of date."),
    Said.LEFT_WAVE_OF: mark(
        "It leaves wave {wave}, which {picker} picks. Tell {picker}; the printed list is out of"
        " date."
    ),
    Said.STAYS_IN_WAVE: mark("It is in wave {wave}; a list that was printed is out of date."),
    Said.STAYS_IN_WAVE_OF: mark(
        "It is in wave {wave}, which {picker} picks. Tell {picker}; the printed list is out of"
        " date."
    ),
    Said.LIST_STAYS_TRUE: mark("It is in wave {wave}; its list stays as it is."),
    Said.LIST_STAYS_TRUE_OF: mark(
        "It is in wave {wave}, which {picker} picks; its list stays as it is."
    ),
    Said.PUT_AWAY: Counted(
        "{count} picked unit is to be carried back to its bin.",
        "{count} picked units are to be carried back to their bins.",
    ),
    Said.PRINT_AGAIN: mark(
        "Shipment {shipment} is packed: print its label and its packing slip again."
    ),
    Said.HELD: mark("It is on hold now."),
    Said.ORDERS_ARE_VERIFIED: mark("Its new orders stand still until somebody verifies them."),
    Said.ORDERS_GO_ON: mark("Its orders go on unseen; those that stand still are new as others."),
    Said.METHOD_CHOSEN: mark("It is shipped by {method}."),
    Said.VERIFIED: mark("It is verified."),
    Said.TO_VERIFY_AGAIN: mark("It is to be verified again, and its stock is free for others."),
    Said.STAYS_ON_HOLD: mark("It stays on hold until somebody resumes it."),
    Said.GOES_ON: mark("It goes on."),
    Said.PRIORITY_SET: mark("Its priority is {priority} now."),
    Said.PAID: mark("It is paid now."),
    Said.MARKED: Counted("{count} unit waits for you now.", "{count} units wait for you now."),
    Said.CANCELLED: Counted("{count} unit is cancelled.", "{count} units are cancelled."),
    Said.RESTORED: Counted("{count} unit is wanted again.", "{count} units are wanted again."),
    Said.GIVEN_BACK: Counted("{count} unit is given back.", "{count} units are given back."),
    Said.SHIPS_FROM: mark("It ships from {warehouse}."),
    Said.LEFT_WAITING: Counted(
        "{count} unit of {sku} still waits.", "{count} units of {sku} still wait."
    ),
    Said.MOVED: Counted("{count} unit is moved.", "{count} units are moved."),
    Said.STAYS_PROMISED: Counted("{count} unit stays promised.", "{count} units stay promised."),
    Said.DRAFT_BRINGS: Counted(
        "{supplier} is to send {count} unit to {warehouse}.",
        "{supplier} is to send {count} units to {warehouse}.",
    ),
    Said.DRAFTED: mark("{sku} is drafted on {numbers}."),
    Said.ON_ORDER: mark("{sku} already comes with {numbers}."),
    Said.POOL_CAN_PROMISE: Counted(
        "A virtual warehouse can promise {count} unit of {sku}.",
        "A virtual warehouse can promise {count} units of {sku}.",
    ),
    Said.NO_WAREHOUSE_SENDS: Counted(
        "No active warehouse may send {count} unit of {sku} there.",
        "No active warehouse may send {count} units of {sku} there.",
    ),
    Said.READY_AGAIN: mark("It is ready again and keeps its stock."),
    Said.PUT_BACK: Counted(
        "{count} unit that was picked goes back into its bin.",
        "{count} units that were picked go back into their bins.",
    ),
    Said.GOES_IN_WAVE: mark("It goes into cart {cart}, at {warehouse}."),
    Said.IS_IN_WAVE: mark("It is in wave {wave} now."),
    Said.TAKEN: Counted("{count} unit is in the tote.", "{count} units are in the tote."),
    Said.PICKER_IS: mark("Its picker is {picker} then."),
    Said.LOOKED_FOR_ELSEWHERE: Counted(
        "{count} unit is looked for in another bin; where there is none, it waits again.",
        "{count} units are looked for in other bins; where there are none, they wait again.",
    ),
    Said.NOBODY_SELLS: mark("Nobody sells {sku} to us, or not that supplier."),
    Said.ENOUGH_IN_STOCK: mark("Enough of {sku} is in stock."),
    Said.NO_ORDER_CHOSEN: mark("No order was chosen. Choose one first."),
    Said.TOO_MANY_SLOTS: Counted(
        "A cart can't have {count} slot: the codes of slots end at {most}.",
        "A cart can't have {count} slots: the codes of slots end at {most}.",
    ),
    Said.TOO_MANY_LABELS: Counted(
        "That is {count} label, more than {most} at once.",
        "Those are {count} labels, more than {most} at once.",
    ),
    Said.NO_LABEL_CHOSEN: mark("Nothing was found to make labels for. Name it, or a wider range."),
    Said.NO_SHIPMENT_CHOSEN: mark("No shipment was named. Name one."),
    Said.NO_SHIPMENT: mark(
        "Nothing is allocated to order {name}, so there is no packing slip for it."
    ),
    Said.NO_SHIPMENT_READY: mark("No shipment is ready to be picked."),
    Said.NOTHING_TO_PICK: mark(
        "Nothing of order {name} is allocated and unpicked. What waits can't be picked."
    ),
    Said.IN_ANOTHER_WAREHOUSE: mark(
        "Shipment {name} is of {warehouse}, which needs a wave of its own."
    ),
    Said.IN_ANOTHER_WAVE: mark(
        "Order {name} is in wave {wave}. Take it out there first"
        " (`packbench pick cancel {wave} --order {name}`)."
    ),
    Said.OF_ANOTHER_KIND: mark("Shipment {name} is not of the kind that this wave is made of."),
    Said.BEYOND_THE_WAVE: mark("Shipment {name} is one too many for this wave. Make another one."),
    Said.NO_CART_HOLDS: mark("No cart holds shipment {name}. Release it in a wave of its own."),
    Said.NO_LINE: mark("A purchase order needs a line."),
    Said.NOTHING_ALLOCATED: mark("Nothing is allocated to order {name}."),
    Said.NOTHING_WAITS: mark("Nothing of {name} waits any more."),
    Said.NOBODY_WAITS: mark("Nobody waits for {name}."),
    Said.NOT_FOR_THAT_SKU: mark("Order {name} does not wait for that SKU."),
    Said.WAITS_FOR_IT_ALREADY: mark("Order {name} waits for {sku} already."),
    Said.KIT_HOLDS_OLD: mark("{sku} is a kit that holds the old SKU of order {name}."),
    Said.SEVERAL_SKUS: mark("Several SKUs of order {name} wait. Say which one."),
    Said.NOTHING_TO_ALLOW: mark("Nothing of order {name} is short that may not be back-ordered."),
    Said.NOTHING_TO_MARK: mark("Nothing of order {name} is left to mark."),
    Said.NOTHING_PROMISED_AT: mark("Nothing of order {name} is promised at {pool}."),
    Said.LINE_TWICE: mark("Line {line} of order {name} is chosen twice."),
    Said.HAS_PRIORITY: mark("Order {name} has the priority {priority} already."),
    Said.SHIPS_SO_ALREADY: mark("Order {name} ships like this already."),
    Said.NO_COMMAND_HERE: mark("This station has no command to take back."),
    Said.NOT_COUNTED: mark("The stock of {sku} is not counted, so task {name} has no bin."),
    Said.LAYOUT_AS_IT_WAS: mark("The layout of {name} is as it was; nothing is to be saved."),
    Said.NO_LAYOUT_DRAWN: mark("Nobody has drawn the ways of {name}; its bins tell them already."),
    Said.NO_TASK_TOLD: mark("Say what was picked: a task, or all of them (--all)."),
    Said.NOTHING_SHORT: mark("All that task {name} asks for is there, so nothing is short."),
    Said.NOT_ON_HOLD: mark("Order {name} is not on hold."),
    Said.SHIPS_BY_IT_ALREADY: mark("Order {name} is shipped by {method} already."),
    Said.NOT_TO_VERIFY: mark("Nobody has to verify order {name}: its channel does not ask for it."),
    Said.GOES_ON_UNVERIFIED: mark(
        "Nobody has to verify order {name}: it was allocated before its channel asked for that, and"
        " goes on."
    ),
    Said.VERIFIED_ALREADY: mark("Order {name} is verified already."),
    Said.NOT_VERIFIED: mark("Nobody has verified order {name}."),
    Said.PARTLY_SHIPPED: mark("A part of order {name} has left already."),
    Said.PAID_ALREADY: mark("Order {name} is paid already."),
    Said.NOTHING_CANCELLED: mark("Nothing of order {name} was cancelled."),
    Said.COLLECTING: mark("Order {name} ships only complete and still lacks something."),
    Said.WAVE_PICKED_ALREADY: mark("Wave {name} is picked already. Nothing was booked again."),
    Said.WAVE_VOID: mark("Wave {name} is cancelled: its list is void. Put the sheet away."),
    Said.WAVE_STARTED: mark(
        "Somebody walks wave {name} already. Take an order out with `packbench pick cancel {name}"
        " --order …`, or make another wave."
    ),
    Said.NO_TASK_LEFT: mark("Nothing of wave {name} is left for you to pick."),
    Said.TASK_DONE: mark("Task {name} is done already. Nothing was booked again."),
    Said.TASK_OF_ANOTHER: mark(
        "{who} walks to task {name}. Have it handed over before you pick it."
    ),
    Said.CAN_BE_PICKED: Counted(
        "Task {name} asks for only {count} unit of {sku}. Lay the others back.",
        "Task {name} asks for only {count} units of {sku}. Lay the others back.",
    ),
    Said.CAN_BE_MARKED: Counted(
        "Only {count} unit of {sku} in order {name} is promised and not picked.",
        "Only {count} units of {sku} in order {name} are promised and not picked.",
    ),
    Said.CAN_BE_CANCELLED: Counted(
        "Only {count} unit of {sku} in order {name} can be cancelled.",
        "Only {count} units of {sku} in order {name} can be cancelled.",
    ),
    Said.CAN_BE_SPLIT_OFF: Counted(
        "Only {count} unit of {sku} in order {name} can be split off.",
        "Only {count} units of {sku} in order {name} can be split off.",
    ),
    Said.UNDONE_ALREADY: mark("It was undone already."),
    Said.CHANGED_NOTHING: mark("It changed nothing."),
    Said.NEVER_UNDONE: mark("Commands like it can't be taken back."),
    Said.NEVER_UNDONE_BUT: mark(
        "Commands like it can't be taken back. The last one that can is `{other}`:"
        " `packbench undo --command {other_command}`."
    ),
    Said.OF_ANOTHER_VERSION: mark("Another version of Packbench wrote it down."),
    Said.IS_PICKED_IN: mark(
        "Order {order} is in wave {wave}. Take it out of the wave first, or wait until it is"
        " shipped."
    ),
    Said.IS_PICKED_IN_BY: mark(
        "Order {order} is in wave {wave}, which {picker} picks. Take it out of the wave first, or"
        " wait until it is shipped."
    ),
    Said.NOBODY_WANTS_IT: mark("Nobody in wave {wave} wants {sku}."),
    Said.CAN_BE_SORTED: Counted(
        "The next slot of {name} takes {count} of {sku}.",
        "The next slot of {name} takes {count} of {sku}.",
    ),
    Said.LIST_NOT_KEPT: mark(
        "Nobody knows any more what list {revision} of wave {wave} said. Print the whole list."
    ),
    Said.LIST_IS_TRUE: mark("List {revision} of wave {wave} still says what is to be picked."),
    Said.IN_WAVE_SINCE: mark(
        "Order {order} is picked now, in wave {wave}. Take it out of the wave first."
    ),
    Said.IN_WAVE_SINCE_OF: mark(
        "Order {order} is picked now, in wave {wave} by {picker}. Take it out of the wave first."
    ),
    Said.PICKED_SINCE: mark("Order {order} is picked now."),
    Said.NOT_OPENED: mark("Nobody packs {name} yet. Open it at a bench first."),
    Said.PACKED_BY_ANOTHER: mark(
        "{who} packs {name} at {station}. Leave it there, or take it over (at the bench by scanning"
        " your badge)."
    ),
    Said.PACKED_IN_ANOTHER_WAREHOUSE: mark(
        "{name} is packed in {warehouse}, and this station stands in {here}. Carry it there, or say"
        " where the station stands."
    ),
    Said.ORDER_ON_HOLD: mark("Order {order} is on hold. Lay its goods aside, or resume the order."),
    Said.IN_NO_WAVE: mark("{name} is not picked yet. Release it to picking first."),
    Said.STILL_PICKED: mark(
        "{name} is not picked yet: it is in wave {wave}. Confirm what was picked there first."
    ),
    Said.STILL_PICKED_BY: mark(
        "{name} is not picked yet: {picker} picks it in wave {wave}. Wait for {picker}, or confirm"
        " what was picked."
    ),
    Said.PACKED_ALREADY: mark(
        "{name} is packed already. Ship it, or take back that it was closed."
    ),
    Said.SHIPPED_ALREADY: mark("{name} was shipped already. If it is still here, void it first."),
    Said.SHIPMENT_CANCELLED: mark(
        "{name} is cancelled: nothing is sent for it. Carry its goods back."
    ),
    Said.TAKEN_AWAY: mark(
        "{name} was taken away while it was packed. Scan once more to see what happened, and carry"
        " its goods back."
    ),
    Said.NOT_PACKED: mark("{name} is not packed yet. Pack it first."),
    Said.NOT_SHIPPED_YET: mark(
        "{name} has not been shipped, so it can't be tracked. It gets its number when it is shipped"
        " (`packbench ship {name} --tracking …`)."
    ),
    Said.NOT_SHIPPED: mark("{name} was not shipped, so there is nothing to void."),
    Said.NO_SCAN_TO_TAKE_BACK: mark("Nothing of {name} is scanned, so there is no scan to undo."),
    Said.PARCEL_OPEN: mark("Parcel {parcel} is open already. Scan into it."),
    Said.BOX_WRITTEN: mark("{name}: {length} × {width} × {height} mm inside."),
    Said.BOX_USES: mark("Each parcel uses up one {sku}."),
    Said.BOX_REMOVED: mark("It is removed; what was packed in it stays as it is."),
    Said.NO_PHOTOS: mark("No parcel of {name} has a picture."),
    Said.WEIGHT_IS_RIGHT: mark("No parcel of {name} weighs other than it should."),
    Said.CHECKED_ALREADY: mark("{who} has looked into {name} already. Close it."),
    Said.PACKED_BY_HIMSELF: mark(
        "{who} packed {name}. Who packed it can't confirm it: let a colleague look and scan his"
        " badge."
    ),
    Said.PARCEL_EMPTY: mark("The parcel is empty. Scan what goes into it first."),
    Said.SHIPS_ONLY_COMPLETE: mark(
        "Order {order} ships only complete, so no part of it is packed. Let it ship in"
        " parts, or hold it until the rest is there."
    ),
    Said.NOT_IN_SHIPMENT: mark("There is no {sku} in {name} that could be damaged."),
    Said.PACKING_BEGUN: mark(
        "Order {order} is being packed now. Take it out of its wave instead (`packbench pick"
        " cancel`)."
    ),
    Said.PACKING_WENT_ON: mark("It was scanned, packed or shipped since."),
    Said.IS_SHIPPED: mark("Shipped: {carrier}, {tracking}."),
    Said.SHIPS_BY: mark("It goes by {method}."),
    Said.CUSTOMS_TOLD: mark("Customs are told: {facts}."),
    Said.CUSTOMS_WILL_ASK: mark(
        "It leaves the customs area, and its form can't be printed yet. Missing: {gaps}."
    ),
    Said.SHIPS_WITHOUT_METHOD: mark(
        "No shipping method is known by “{word}”: it goes without a carrier's label."
    ),
    Said.IS_PACKED_AGAIN: mark("It is packed again, as before it was shipped."),
    Said.TRACKED_ALREADY: mark("It has this tracking number already."),
    Said.GOES_ON_MANIFEST: mark("It is handed over; the manifest closes it."),
    Said.METHOD_WRITTEN: mark("{name}, carried by {carrier}, also called: {words}."),
    Said.METHOD_REMOVED: mark("It is removed; what was shipped by it stays as it is."),
    Said.ON_MANIFEST: mark(
        "It is on manifest M{manifest}: the carrier has it. Take the manifest back (undo), or book"
        " a return."
    ),
    Said.LABEL_AT_CARRIER: mark(
        "The carrier knows of its label. Void the shipment instead: the carrier is asked then."
    ),
    Said.MANIFEST_EMPTY: mark("Nothing that was shipped with {carrier} waits for a manifest."),
    Said.SHIPMENT_CHANGED_SINCE: mark("The shipment was voided, opened or shipped anew since."),
    Said.PACKED_SINCE: mark("Order {order} is packed now."),
    Said.SHORT_WAS_BOOKED: mark(
        "Goods were told to be short, and others have been served since. Count the bin instead."
    ),
    Said.CHANGED_SINCE: mark("Order {order} was changed since."),
    Said.CHANGED_SINCE_BY: mark("{who} changed order {order} since: `{other}` at {station}."),
    Said.PURCHASE_CHANGED_SINCE: mark("Purchase order {order} was changed since."),
    Said.WAVE_CHANGED_SINCE: mark("Wave {wave} was changed since."),
    Said.SETTINGS_CHANGED_SINCE: mark("The settings were changed again since."),
    Said.PACKS_CHANGED_SINCE: mark("The packs of the product were changed again since."),
    Said.CODE_CHANGED_SINCE: mark("The product does not have that code any more."),
    Said.STOCK_PROMISED: mark("Its stock is promised to orders now."),
    Said.GOODS_ELSEWHERE: mark("Its goods are not where they were put any more."),
    Said.IMPORT_MET_PICKING: mark("It changed orders that are being picked."),
    Said.IMPORT_TOO_LARGE: mark("It changed more rows than can be kept."),
    Said.IMPORT_IN_USE: mark("What it brought or freed is used by somebody now."),
    Said.IMPORT_CHANGED_SINCE: mark("{record} was changed since."),
    Said.IMPORT_ROWS_CHANGED: mark("What it brought was changed since."),
    Said.IMPORT_ORDER_CHANGED: mark("Order {record} was changed since."),
    Said.IMPORT_SHIPMENT_CHANGED: mark("Shipment {record} was changed since."),
    Said.IMPORT_PURCHASE_CHANGED: mark("Purchase order {record} was changed since."),
    Said.IMPORT_PRODUCT_CHANGED: mark("Product {record} was changed since."),
    Said.IMPORT_KIT_CHANGED: mark("The kit {record} was changed since."),
    Said.IMPORTED_AGAIN_SINCE: mark("One of its orders was imported again since."),
    Said.IMPORT_ORDER_GONE: mark("One of its orders is gone."),
    Said.WORKED_ON_SINCE: mark("Somebody has worked on order {order} since."),
    Said.READ_AS: mark("The file was read as {encoding}."),
    Said.LETTERS_AS_TWO: mark(
        "Some letters of the file were written as two ({words}); get it again from where it comes."
    ),
    Said.LETTERS_LOST: mark(
        "Some letters were lost before the file came here ({words}); get it again from where it"
        " comes."
    ),
    Said.LOOKS_LIKE_UTF_8: mark(
        "The file was read as {encoding}, as chosen, but by its bytes it is UTF-8."
        " Look at its letters, and choose UTF-8 if they are wrong."
    ),
    Said.LETTERS_DOUBTED: mark(
        "Its letters may be wrong: {words}. If so, choose the encoding (--encoding)."
    ),
    Said.LETTERS_BETTER_AS: mark(
        "Its letters may be wrong: {words} would be {better} in {encoding}."
        " Choose the encoding (--encoding {option}) if that is right."
    ),
    Said.FIRST_SHEET_ONLY: mark("Only the first sheet, “{sheet}”, was read."),
    Said.ROWS_HIDDEN: Counted(
        "{count} row that the sheet hides was read too (row {first}).",
        "{count} rows that the sheet hides were read too, the first is row {first}.",
    ),
    Said.SHEETS_HIDDEN: mark("Hidden sheets were not read: {sheets}."),
    Said.CUSTOMS_AHEAD: mark(
        "Orders that leave the customs area: {count}. At the bench their goods will need: {gaps}."
    ),
    Said.CUSTOMS_AHEAD_MORE: mark(
        "Orders that leave the customs area: {count}. At the bench their goods will need: {gaps};"
        " and {more} more."
    ),
    Said.PHONES_AHEAD: mark(
        "Orders that leave the customs area and have no telephone number: {count}. Carriers ask"
        " for it."
    ),
    Said.LIKE_A_FORMULA: mark(
        "Row {row} has a text in {column} that begins like a formula: “{value}”. It comes in as"
        " that text and is never computed; exports put an apostrophe before it."
    ),
    Said.DATES_MIXED: mark(
        "The dates in “{column}” are written in two forms; the first that is not {form} stands in"
        " row {row}. Rows of the other form stay out; mend them, or choose the other form."
    ),
    Said.DATES_DOUBTFUL: mark(
        "The dates in “{column}” may be day first or month first: nothing in the file tells. They"
        " are read as {form}; choose the other form if that is wrong."
    ),
    Said.DATES_UNREAD: mark(
        "Not every text in “{column}” is a date; the first other one stands in row {row}."
    ),
    Said.MAPPED_BY_PROFILE: mark(
        "This looks like an export of {title}; it is read by that profile."
    ),
    Said.MAPPED_AS_BEFORE: mark("The columns are mapped as for “{title}” before."),
    Said.MAPPED_BY_GUESS: mark("The columns are guessed from names and contents: {pairs}."),
    Said.ROWS_TO_LOOK_AT: mark("{says}: rows in the file: {count}, the first is row {first}."),
    Said.BELOW_THE_TABLE: mark("What stands below the table was left: “{words}”."),
    Said.CELLS_EMPTIED: mark(
        "Empty cells emptied what changed records had there, or put the default back: {columns}."
        " To keep what is there, leave the column out of the file."
    ),
    Said.REJECTS_KEPT: mark(
        "The rejected rows of an earlier import from a file of this name are now in {file}."
    ),
    Said.ORDER_IN_WAVE: mark(
        "Order {order} is in wave {wave}; a list that was printed is out of date."
    ),
    Said.ORDER_IN_WAVE_OF: mark(
        "Order {order} is in wave {wave}, which {picker} picks. Tell {picker}; the printed list is"
        " out of date."
    ),
    Said.MORE_ORDERS_IN_WAVES: Counted(
        "{count} more order is in a wave; a list that was printed is out of date.",
        "{count} more orders are in waves; lists that were printed are out of date.",
    ),
    Said.NUMBER_OF_ANOTHER: mark(
        "Order {theirs} of {channel} is {number} here: {theirs} is another order."
    ),
    Said.MORE_NUMBERS_OF_OTHERS: Counted(
        "{count} more order has the channel's name before the number.",
        "{count} more orders have the channel's name before the number.",
    ),
    Said.CODE_SHARED: mark("{code} is several things: a scan asks which is meant."),
    Said.MORE_CODES_SHARED: Counted("{count} more code is so.", "{count} more codes are so."),
    Said.VERIFY_IT: mark("The order is still to be verified: look at it and verify it."),
    Said.RESUME_IT: mark("The order is on hold: resume it, so that it is given stock again."),
    Said.GIVE_IT_A_COUNTRY: mark(
        "The order has no country: give it one, so that it is given stock."
    ),
    Said.MARKED_BY_HAND: mark("It was marked by hand: send it back to ship."),
    Said.MARKED_FOR_LATER: mark(
        "It was marked by hand: send it back to ship, so that it waits for stock again."
    ),
    Said.MANY_WAIT_BEFORE: mark("Many orders wait for it before this one: purchase more of it."),
    Said.THERE_FOR_IT: Counted(
        "{count} is there for it: send it back to ship.",
        "{count} are there for it: send it back to ship.",
    ),
    Said.LIMIT_REACHED: mark(
        "The limit of pre-orders is reached: raise it or wait until one is cancelled."
    ),
    Said.DATE_MISSING: mark("It is a pre-order without a date: give the product a date."),
    Said.GIVEN_OUT_FROM: mark("It is a pre-order, given out from {day}."),
    Said.FULL_TODAY: mark(
        "Its warehouse has taken its orders for today: tomorrow it is tried again."
    ),
    Said.ALLOW_PARTS: mark("It could ship: allow partial shipment of this order."),
    Said.ALLOW_WAREHOUSES: mark("It could ship: allow more warehouses for this order."),
    Said.OPEN_WAREHOUSE: mark("Open {warehouse} to this order: it has {units}."),
    Said.LOWER_SAFETY_STOCK: mark("Lower the safety stock at {warehouse}: {units} could ship."),
    Said.COMES_ON: mark("{number} brings {units} on {day}."),
    Said.COMES_SOME_DAY: mark("{number} brings {units}, nobody knows when."),
    Said.TAKE_FROM_LATER: Counted(
        "{count} is promised to later orders: reallocate takes it.",
        "{count} are promised to later orders: reallocate takes them.",
    ),
    Said.ON_ORDER_FOR_OTHERS: mark(
        "What is on order goes to orders before this one: purchase more of it."
    ),
    Said.ON_ORDER_ELSEWHERE: mark(
        "What is on order goes where it can't serve this order: purchase it elsewhere."
    ),
    Said.NOTHING_ON_ORDER: mark(
        "Nothing is on order for it: purchase it, or substitute another product."
    ),
    Said.MORE_LINES_WAIT: Counted(
        "{count} more line waits; it was not looked into.",
        "{count} more lines wait; they were not looked into.",
    ),
    Said.SKU_SHUT_OUT: mark("No warehouse is left for {sku}: it waits, excluded."),
    Said.CHANNEL_SHUT_OUT: mark(
        "No warehouse is left for channel {channel}: its orders wait, excluded."
    ),
    Said.SKU_OF_CHANNEL_SHUT_OUT: mark(
        "No warehouse is left for {sku} of channel {channel}: it waits, excluded."
    ),
    Said.ALL_SHUT_OUT: mark("No warehouse is left for anything: all orders wait, excluded."),
    Said.FIELD_CHANGED: mark("{column}: {before} → {after}."),
    Said.RECORD_NEW: mark("It is new."),
    Said.RECORD_DELETED: mark("It is deleted; nothing names it."),
    Said.RECORD_ON: mark("It is used again."),
    Said.RECORD_OFF: mark("It is not used any more."),
    Said.RECORD_SAME: mark("It is so already."),
    Said.ORDER_GETS: mark("Gets {units} that it waits for."),
    Said.ORDER_LOSES: mark("Loses {units}, which wait now."),
    Said.ORDER_MOVES: mark("Gets its stock from another warehouse."),
    Said.KIT_IN_ORDERS: Counted(
        "{count} open order has this kit: what is promised of it stays as it was.",
        "{count} open orders have this kit: what is promised of them stays as it was.",
    ),
    Said.NAMED_IN_ORDERS: Counted(
        "{count} open order has it and goes on.", "{count} open orders have it and go on."
    ),
    Said.STOCKED: mark("{warehouse} stocks it from now on."),
    Said.STOCKED_ALREADY: mark("{warehouse} stocks {sku} already."),
    Said.RANK_SHARED: mark("{other} has this rank, too: between them distance and stock decide."),
    Said.COUNTRIES_LOST: mark("No warehouse serves {countries} any more."),
    Said.ALL_OTHER_COUNTRIES_LOST: mark(
        "Countries that are on no warehouse's list are not served any more."
    ),
}

FENCED: Mapping[Fence, str] = {
    Fence.WAREHOUSE_INACTIVE: mark("{warehouse} is switched off."),
    Fence.COUNTRY_NOT_SERVED: mark("{warehouse} does not serve the country."),
    Fence.EXCLUDED: mark("A rule keeps this channel or product out of {warehouse}."),
    Fence.NOT_STOCKED: mark("The product was never added to {warehouse}."),
    Fence.OUT_OF_STOCK: mark("{warehouse} has too little of it in stock."),
    Fence.AT_CAPACITY: mark("{warehouse} has taken its orders for today."),
    Fence.PREORDER: mark("The date of the pre-order has not come."),
}
"""Why a warehouse may not serve something."""


def said(code: Said, params: Mapping[str, Param]) -> str:
    """The translated sentence of a code; with `fences`, theirs behind it."""
    text = _closer(code, params) or SENTENCES[code]
    return " ".join([_sentence(text, params), *_fenced(params)])


def _closer(code: Said, params: Mapping[str, Param]) -> str | None:
    """The sentence of a code that has one for each of the cases in its values."""
    uses, steps = params.get("uses"), params.get("steps")
    if code is Said.CODE_SHARED and isinstance(uses, list):
        return SHARED.get((uses[0], uses[1]))
    if code is Said.OPEN_WAREHOUSE and isinstance(steps, list):
        return OPENINGS.get(tuple(steps))
    return None


def _sentence(text: str | Counted, params: Mapping[str, Param]) -> str:
    values = {key: _shown(key, value) for key, value in params.items()}
    return counted(text, params).format(**values)


def _fenced(params: Mapping[str, Param]) -> Iterator[str]:
    """The sentences of the fences that a note names."""
    fences = params.get("fences")
    for fence in fences if isinstance(fences, list) else ():
        yield fenced(fence, params["warehouse"])


def fenced(fence: str, warehouse: object) -> str:
    """Why a warehouse may not serve something, by the fence's name."""
    return tr(FENCED[Fence[fence.upper()]]).format(warehouse=warehouse)


def _shown(key: str, value: Param) -> str | int | None:
    if key == "gaps" and isinstance(value, list):
        return gaps_words([Gap.of(one) for one in value])
    if isinstance(value, list):
        return ", ".join(value)
    if key in _NOTHING and value in {"", None}:
        return tr(_NOTHING[key])
    if key in _WORDED and isinstance(value, str):
        return _WORDED[key](value)
    if key == "state" and isinstance(value, str) and value in STATUSES:
        return status_word(value)
    return value


_WORDED: Mapping[str, Callable[[str], str]] = {
    "part": part_word,
    "column": masters.field_word,
    "field": field_word,
    "milestone": milestone_word,
}
"""Values that have words of their own, by their names."""


_NOTHING: Mapping[str, str] = {
    "who": mark("somebody"),
    "here": mark("nothing"),
    "before": mark("–"),
    "after": mark("–"),
}
"""What is told of a value that is empty."""
