"""What sending what is here, and what waiting for all would mean for an order, in words."""

from collections import defaultdict

from PySide6.QtCore import QLocale

from packbench.services.orders.partial_shipment import Choices, ShipmentChoice
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Cell
from packbench.words.language import tr, tr_count


def choice_facts(choices: Choices) -> list[tuple[str, Cell]]:
    """Both choices; the one that holds now is bold."""
    now, whole = choices.ship_now, choices.wait_for_all
    return [
        (tr("Now ships"), Cell(tr("in parts") if choices.ship_partial else tr("only complete"))),
        (tr("In parts"), Cell(_words(now), bold=choices.ship_partial)),
        (tr("Whole"), Cell(_words(whole), bold=not choices.ship_partial)),
    ]


def _words(choice: ShipmentChoice) -> str:
    sentences = []
    if choice.ships:
        sentences.append(tr("Sent now: {units}.").format(units=_places(choice)))
    waiting = sum(one.quantity for one in choice.waits)
    if waiting:
        sentences.append(_until(waiting, choice))
    return " ".join(sentences)


def _places(choice: ShipmentChoice) -> str:
    """Units by warehouse: `3 from VIE, 2 from GRZ`."""
    units: dict[str, int] = defaultdict(int)
    for one in choice.ships:
        units[one.warehouse] += one.quantity
    words = tr("{count} from {warehouse}")
    number = QLocale().toString
    return ", ".join(
        words.format(count=number(count), warehouse=warehouse) for warehouse, count in units.items()
    )


def _until(waiting: int, choice: ShipmentChoice) -> str:
    count = QLocale().toString(waiting)
    if choice.expected_on is None:
        words = tr_count(
            "{count} unit waits, nobody knows until when.",
            "{count} units wait, nobody knows until when.",
            waiting,
        )
        return words.format(count=count)
    day = formats.day_in_words(choice.expected_on)
    words = tr_count("{count} unit waits until {day}.", "{count} units wait until {day}.", waiting)
    return words.format(count=count, day=day)
