"""The sentences for what became of goods at the dock, and what was refused there."""

from collections.abc import Mapping

from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code
from packbench.words.counted import Counted
from packbench.words.language import mark

RECEIVING_SENTENCES: Mapping[Said, str | Counted] = {
    Said.NOTHING_COUNTED: mark("Nothing was counted for {name} yet. Scan what came."),
    Said.NO_COUNT_TO_TAKE_BACK: mark("No scan of {name} counts, so there is none to take back."),
    Said.COUNTED_ELSEWHERE: mark(
        "{who} counts {name} at {station}. Take it over there with a badge, or count it there."
    ),
    Said.COUNTING_WENT_ON: mark("{document} was counted on, booked or left since."),
    Said.RECEIPT_IS_BOOKED: mark("{name} is booked already. Put a wrong count right instead."),
    Said.RECEIPT_IS_LEFT: mark("{name} was given up or taken back. Begin a new one."),
    Said.RECEIPT_CORRECTED: mark(
        "A count of {document} was put right since. Take that back first."
    ),
    Said.NOT_IN_RECEIPT: mark("{sku} is not in {name} so. Look at what was counted."),
    Said.SAME_COUNT: mark("{sku} was counted so in {name} already; nothing was changed."),
    Said.STATION_NOWHERE: mark(
        "Nobody said in which warehouse {name} stands. Name the warehouse, or say where it stands."
    ),
    Said.RECEIVED_IN_ANOTHER_WAREHOUSE: mark(
        "{name} comes to {warehouse}, and this station stands in {here}. Receive it there."
    ),
    Said.DRAFT_BRINGS_NOTHING: mark("{name} is a draft. Authorize it, then receive it."),
    Said.PURCHASE_IS_OVER: mark("{name} is {state}: nothing is received on it any more."),
    Said.NOTHING_TO_PUT_AWAY: mark("Nothing of {sku} is to be put away at {warehouse}."),
}

RECEIVING_REFUSALS: Mapping[Code, str | Counted] = {
    Code.NO_RIGHT: mark(
        "{name} may not let this in. The setting receiving.supervisors names who may."
    ),
    Code.NEEDS_SUPERVISOR: mark(
        "{name} has no purchase order. A supervisor has to let it in with a badge."
    ),
    Code.NOTE_KNOWN: mark(
        "Delivery note {name} is in use already: {receipt} at {station}. Nothing was changed."
    ),
}
"""Beside the sentences of other refusals."""
