from pytestqt.qtbot import QtBot

from packbench.domain.changes import ChangeSet, Kind
from packbench.ui.parts.bridge.change_bus import OTHERS_MS, ChangeBus


def order(*ids: int, origin: str = "me") -> ChangeSet:
    return ChangeSet({Kind.ORDER: frozenset(ids)}, origin)


def watched(bus: ChangeBus) -> list[ChangeSet]:
    heard: list[ChangeSet] = []
    bus.changed.connect(heard.append)
    return heard


def test_the_first_change_is_told_at_once_and_the_rest_as_one(qtbot: QtBot) -> None:
    bus = ChangeBus()
    heard = watched(bus)
    for id_ in range(1, 6):
        bus.post(order(id_))
    assert heard == [order(1)]
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard[1] == order(2, 3, 4, 5)
    qtbot.waitUntil(lambda: not bus._pause.isActive())
    assert len(heard) == 2


def test_changes_of_different_origins_stay_apart(qtbot: QtBot) -> None:
    bus = ChangeBus()
    heard = watched(bus)
    for change in (order(1), order(2), order(3, origin="other")):
        bus.post(change)
    qtbot.waitUntil(lambda: len(heard) == 3)
    assert heard[1:] == [order(2), order(3, origin="other")]
    qtbot.waitUntil(lambda: not bus._pause.isActive())


def test_a_change_of_nothing_is_not_told(qtbot: QtBot) -> None:
    bus = ChangeBus()
    heard = watched(bus)
    bus.post(ChangeSet())
    qtbot.wait(1)
    assert heard == []


def test_what_others_change_is_told_once_a_second_and_its_own_at_once(qtbot: QtBot) -> None:
    bus = ChangeBus()
    bus.own = "me"
    heard = watched(bus)
    for id_ in range(1, 51):
        bus.post(order(id_, origin="other"))
    assert heard == [order(1, origin="other")]
    bus.post(order(51))
    assert heard[1:] == [order(51)]
    assert 0 < bus._pause_of_others.interval() <= OTHERS_MS
    bus._others_told_s -= OTHERS_MS / 1_000  # a second later
    bus.is_busy = lambda: True
    bus._flush_others()
    assert len(heard) == 2
    bus.is_busy = lambda: False
    bus._flush_others()
    assert heard[2:] == [order(*range(2, 51), origin="other")]
    qtbot.waitUntil(lambda: not bus._pause_of_others.isActive() and not bus._pause.isActive())
    assert not bus.waits
