"""Carriers, labels, manifests on both engines: nothing is half-done, and nothing twice."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest

from helpers.bench import pack, pick
from helpers.importing import Files
from helpers.snapshots import snapshot
from helpers.stockroom import Stockroom, refuse
from packbench.carriers import plugins
from packbench.domain.orders import ShipmentStatus
from packbench.domain.refusals import Code, Refusal
from packbench.domain.shipping import (
    LabelAnswer,
    LabelKind,
    LabelRequest,
    LabelToVoid,
    ManifestToClose,
    Method,
)
from packbench.domain.sscc import sscc_of
from packbench.engine.command.context import Context
from packbench.services.documents.parcels import parcel_labels
from packbench.services.office.settings import set_setting
from packbench.services.office.undo import undo
from packbench.services.packing.looking import get_packing, waiting_here
from packbench.services.shipping.manifests import (
    close_manifest,
    manifest_paper,
    preview_manifest,
)
from packbench.services.shipping.methods import (
    list_methods,
    method_for,
    remove_method,
    set_methods,
)
from packbench.services.shipping.sending import ship_shipment, void_shipment
from packbench.services.shipping.tracking import Tracked, read_back, track
from packbench.words.refusals import sentence

DHL = Method("DHL", "DHL Paket", carrier="DHL", cut_off=time(16, 30), words=("DHL Express",))
UPS = Method("UPS", "UPS", plugin="scan", carrier="UPS", label=LabelKind.NONE, words=("ups std",))
GLS = Method("GLS", "GLS", plugin="file", profile="german", label=LabelKind.NONE)
TRIED = Method("TRIED", "Tried", plugin="tried")
RIGHT, WRONG = "1Z5R89390357567127", "1Z5R89390357567128"


class TriedCarrier:
    """A carrier's plug-in that does what a test tells it."""

    leaves_house = True

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.voided: list[str] = []
        self.told: list[list[str]] = []
        self.does: Callable[[], None] = lambda: None

    def label(self, request: LabelRequest) -> LabelAnswer:
        self.asked.append(request.reference)
        self.does()
        return LabelAnswer(f"T-{request.reference}")

    def void(self, label: LabelToVoid) -> None:
        self.does()
        self.voided.append(label.reference)

    def manifest(self, manifest: ManifestToClose) -> None:
        self.does()
        self.told.append([one.shipment for one in manifest.lines])


class Entry:
    """An entry point that is not of an installed package."""

    def __init__(self, made: TriedCarrier) -> None:
        self.made = made

    def load(self) -> Callable[[], TriedCarrier]:
        return lambda: self.made


@pytest.fixture
def carrier(monkeypatch: pytest.MonkeyPatch) -> Iterator[TriedCarrier]:
    made = TriedCarrier()
    supplied = plugins._entries()
    monkeypatch.setattr(plugins, "_entries", lambda: {**supplied, "tried": Entry(made)})
    plugins._load.cache_clear()
    yield made
    plugins._load.cache_clear()


@pytest.fixture
def room(context: Context) -> Iterator[Stockroom]:
    """Packed: O1 by DHL (our own label), O2 by UPS (scanned), O3 by a word that nobody knows."""
    room = Stockroom(context)
    room.fill({"W1": {"A": 20}})
    set_methods(context, [DHL, UPS])
    room.order("O1", ("A", 1), ship_method="dhl  express")
    room.order("O2", ("A", 1), ship_method="UPS std")
    room.order("O3", ("A", 1), ship_method="Pigeon")
    room.allocate()
    pick(room)
    waiting = {one.method: one for one in waiting_here(context)}
    assert list(waiting) == ["DHL Paket", "Pigeon", "UPS"]  # the next cut-off first
    cut_off = waiting["DHL Paket"].cut_off
    assert (waiting["DHL Paket"].carrier, cut_off and cut_off.time()) == ("DHL", time(16, 30))
    for shipment in ("O1-1", "O2-1", "O3-1"):
        pack(context, shipment, "A")
    parcel_labels(context, ["O2-1", "O3-1"])  # a number of a parcel stays, whatever is refused
    yield room
    room.check()


def test_a_method_ships_by_its_carrier_and_gives_all_back_when_voided(room: Stockroom) -> None:
    set_setting(room.context, "shipping.gs1_prefix", "9912345")
    sent = ship_shipment(room.context, "O1-1", key="k1")
    assert (sent.carrier, sent.tracking) == ("DHL", sscc_of("9912345", 3))
    assert ship_shipment(room.context, "O1-1", key="k1") == sent  # sent twice, done once
    void_shipment(room.context, "O1-1")
    assert get_packing(room.context, "O1-1").tracking is None
    undo(room.context)
    assert get_packing(room.context, "O1-1").tracking == sscc_of("9912345", 3)
    assert method_for(room.context, "O3-1").is_unknown
    assert ship_shipment(room.context, "O3-1").carrier is None  # told, never a refusal


def test_a_number_that_is_scanned_is_the_carriers_and_used_once(room: Stockroom) -> None:
    refuse(room, Code.TRACKING_MISSING, lambda: ship_shipment(room.context, "O2-1"))
    by_hand = {"carrier": "UPS", "tracking": WRONG}
    refuse(room, Code.TRACKING_WRONG, lambda: ship_shipment(room.context, "O2-1", tracking=WRONG))
    refuse(room, Code.TRACKING_WRONG, lambda: ship_shipment(room.context, "O2-1", **by_hand))
    by_hand = {"carrier": "DHL", "tracking": RIGHT}
    refuse(room, Code.TRACKING_WRONG, lambda: ship_shipment(room.context, "O2-1", **by_hand))
    assert ship_shipment(room.context, "O2-1", tracking=RIGHT).carrier == "UPS"
    set_methods(room.context, [replace(UPS, words=("ups std", "Pigeon"))])
    refuse(room, Code.TRACKING_USED, lambda: ship_shipment(room.context, "O3-1", tracking=RIGHT))


def test_a_plugin_that_raises_or_hangs_ships_nothing(
    room: Stockroom, carrier: TriedCarrier
) -> None:
    set_methods(room.context, [replace(TRIED, words=("Pigeon",))])

    def breaks() -> None:
        raise RuntimeError("no line to the carrier")

    carrier.does = breaks
    refuse(room, Code.CARRIER_FAILED, lambda: ship_shipment(room.context, "O3-1"))
    set_setting(room.context, "shipping.carrier_seconds", "0.1")
    stopped = threading.Event()

    def hangs() -> None:
        stopped.wait(20)

    carrier.does = hangs
    refuse(room, Code.CARRIER_SILENT, lambda: ship_shipment(room.context, "O3-1"))
    stopped.set()
    set_setting(room.context, "shipping.carrier_seconds", "15")
    assert ship_shipment(room.context, "O3-1").tracking == "T-O3-1"
    assert set(carrier.asked) == {"O3-1"}  # one label, however often it was asked for
    carrier.does = breaks
    refuse(room, Code.CARRIER_FAILED, lambda: void_shipment(room.context, "O3-1"))
    refuse(room, Code.CANNOT_UNDO, lambda: undo(room.context))
    carrier.does = lambda: None
    void_shipment(room.context, "O3-1")
    assert carrier.voided == ["O3-1"]
    assert ship_shipment(room.context, "O3-1").tracking == "T-O3-1/2"  # another label


def test_the_file_of_a_carrier_is_whole_and_its_numbers_come_back(
    room: Stockroom, tmp_path: Path
) -> None:
    set_methods(room.context, [replace(GLS, words=("Pigeon",))])
    set_setting(room.context, "shipping.folder", str(tmp_path / "not mounted"))
    refuse(room, Code.CANNOT_WRITE, lambda: ship_shipment(room.context, "O3-1"))
    refuse(room, Code.FILE_UNREADABLE, lambda: read_back(room.context))
    assert list(tmp_path.iterdir()) == []
    set_setting(room.context, "shipping.folder", str(tmp_path))
    (tmp_path / "out").write_text("a file where the folder belongs")
    refuse(room, Code.CANNOT_WRITE, lambda: ship_shipment(room.context, "O3-1"))
    (tmp_path / "out").unlink()
    ship_shipment(room.context, "O3-1")
    [written] = (tmp_path / "out").iterdir()
    assert "O3-1;O3;" in written.read_text(encoding="cp1252")
    assert written.stat().st_mode & 0o077 == 0  # it holds an address
    (tmp_path / "in").mkdir()
    back = tmp_path / "in" / "numbers.csv"
    back.write_text("Referenz;Sendungsnummer\nO3-1;ZL8K2M1P\nO9-1;X\n", encoding="cp1252")
    done = read_back(room.context)
    assert (done.tracked, [one.shipment for one in done.left_out]) == (1, ["O9-1"])
    assert get_packing(room.context, "O3-1").tracking == "ZL8K2M1P"
    written.unlink()  # the carrier's software has read it
    refuse(room, Code.CARRIER_FAILED, lambda: void_shipment(room.context, "O3-1"))
    void_shipment(room.context, "O3-1", here_only=True)


def test_a_manifest_closes_what_it_lists(room: Stockroom) -> None:
    context = room.context
    refuse(room, Code.NOTHING_TO_DO, lambda: close_manifest(context, "DHL"))
    ship_shipment(context, "O1-1")
    ship_shipment(context, "O2-1", tracking=RIGHT)
    assert [one.shipment for one in preview_manifest(context, "dhl")] == ["O1-1"]
    made = close_manifest(context, "dhl")
    assert made.shipments == ["O1-1"]
    refuse(room, Code.NOTHING_TO_DO, lambda: close_manifest(context, "DHL"))
    refuse(room, Code.WRONG_STATE, lambda: void_shipment(context, "O1-1"))
    first, again = (manifest_paper(context, made.number)[1].data for _ in range(2))
    assert first[:5] == again[:5] == b"%PDF-"
    undo(context)
    void_shipment(context, "O1-1")


def test_tracking_of_many_is_imported_and_taken_back(room: Stockroom, tmp_path: Path) -> None:
    ship_shipment(room.context, "O1-1")
    ship_shipment(room.context, "O3-1")
    before = get_packing(room.context, "O3-1").tracking
    text = f"shipment,tracking,carrier\nO3-1,{RIGHT},\nO2-1,X,\nO9-1,X,\nO1-1,{RIGHT},UPS\n"
    done = Files(room.context, tmp_path).load("tracking", text)
    told = [one.code for one in done.rejects]
    assert (done.imported, told) == (1, ["not_shipped", "unknown_shipment", "tracking_used"])
    assert get_packing(room.context, "O3-1").carrier == "UPS"  # its form tells whose it is
    undo(room.context)
    assert get_packing(room.context, "O3-1").tracking == before
    assert track(room.context, [Tracked("O3-1", RIGHT)]).tracked == 1
    undo(room.context)
    assert get_packing(room.context, "O3-1").tracking == before


@pytest.mark.parametrize(
    ("shipment", "number", "why"),
    [
        ("O1-1", " ", "The label of O1-1 is made by DHL."),
        ("O3-1", "", "The tracking number of O3-1 is missing."),
        ("O1-1", WRONG, f"{WRONG} is no tracking number of DHL"),
        ("O2-1", RIGHT, "O2-1 has not been shipped, so it can't be tracked."),
        ("O9-1", RIGHT, "There is no shipment O9-1."),
        ("", RIGHT, "The name is missing."),
    ],
)
def test_a_number_that_is_refused_leaves_no_command_to_undo(
    room: Stockroom, shipment: str, number: str, why: str
) -> None:
    ship_shipment(room.context, "O3-1")
    ship_shipment(room.context, "O1-1")
    before = snapshot(room.context.database)
    done = track(room.context, [Tracked(shipment, number)])
    assert [sentence(one.refusal).startswith(why) for one in done.left_out] == [True]
    assert snapshot(room.context.database) == before
    assert undo(room.context).name == "ship"


def test_parcels_keep_their_numbers_and_methods_are_undone(room: Stockroom) -> None:
    context = room.context
    first = parcel_labels(context, ["O2-1"])[0]
    assert parcel_labels(context, ["O2-1"])[0].printable.data == first.printable.data
    before = snapshot(context.database)
    with pytest.raises(Refusal) as refused:
        set_methods(context, [Method("X", "X", words=("Ups Std",))])
    assert refused.value.code is Code.WORD_TAKEN
    assert snapshot(context.database) == before
    with pytest.raises(Refusal) as refused:
        remove_method(context, "dhl")
    assert refused.value.code is Code.RECORD_IN_USE
    assert snapshot(context.database) == before
    unnamed = Method("X", "X", words=("x air",))
    set_methods(context, [unnamed])
    remove_method(context, "x")
    assert [one.code for one in list_methods(context)] == ["DHL", "UPS"]
    undo(context)
    assert {one.code: one for one in list_methods(context)}["X"] == unnamed
    room.order("O4", ("A", 1))
    room.allocate()
    refuse(room, Code.WRONG_STATE, lambda: parcel_labels(context, ["O4-1"]))
    assert get_packing(context, "O2-1").status == ShipmentStatus.PACKED
