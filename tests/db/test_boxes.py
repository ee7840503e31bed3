"""Boxes on both engines: what they are, what a parcel is in, what they use up and give back."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from helpers.bench import at, pack, pick
from helpers.importing import Files
from helpers.stockroom import Stockroom, refuse
from packbench.domain.box_advice import FoundBy
from packbench.domain.boxes import Box
from packbench.domain.packing import BenchRule, PackVerdict
from packbench.domain.refusals import Code
from packbench.engine.command.context import Context
from packbench.services.office.undo import undo, undo_key
from packbench.services.orders.changes import hold
from packbench.services.packing.at_bench import scan_at_bench
from packbench.services.packing.box_advice import advise_shipment
from packbench.services.packing.boxes import list_boxes, remove_box, set_boxes
from packbench.services.packing.closing import close_packing, reopen_packing
from packbench.services.packing.looking import get_packing
from packbench.services.packing.opening import open_packing
from packbench.services.packing.parcel_again import open_parcel, take_out
from packbench.services.packing.parcels import next_parcel, set_parcel
from packbench.services.packing.rules import set_rules
from packbench.services.packing.scanning import scan_items
from packbench.services.picking.looking import count_list
from packbench.services.products.teaching import teach_code
from packbench.services.shipping.sending import ship_shipment, void_shipment
from packbench.services.stock.changes import count
from packbench.words.rejects import reject_words

EAN = "4006381333931"
SMALL = Box("S", "Small", 200, 150, 100, weight_g=80, material="CARTON")
MEDIUM = Box("M", "Medium", 400, 300, 200, weight_g=200, barcode=EAN)


@pytest.fixture
def room(context: Context) -> Iterator[Stockroom]:
    """O1 (2 A, 1 B) and KIT (1 K of 2 A and 1 B) are picked; two CARTON lie in bin X1."""
    room = Stockroom(context)
    measured = {"weight_g": 300, "length_mm": 100, "width_mm": 100, "height_mm": 50}
    room.fill(
        {"W1": {"A": 20, "B": 20, "CARTON": 2}, "W2": {"A": 5}},
        kits={"K": {"A": 2, "B": 1}},
        products={"A": measured, "B": measured | {"height_mm": 100}},
    )
    room.order("O1", ("A", 2), ("B", 1))
    room.order("KIT", ("K", 1))
    room.allocate()
    pick(room)
    set_boxes(context, [SMALL, MEDIUM])
    yield room
    room.check()


def parcels(room: Stockroom, shipment: str) -> list[tuple[str | None, list[str]]]:
    """The box and the contents of each parcel."""
    return [
        (one.box, [f"{item.units} {item.sku}" for item in one.items])
        for one in get_packing(room.context, shipment).parcels
    ]


def cartons(room: Stockroom) -> int:
    return room.free("CARTON")["W1"]


class TestBoxTypes:
    def test_they_are_kept_as_they_were_told_and_taken_back(self, room: Stockroom) -> None:
        context = room.context
        assert list_boxes(context) == [replace(MEDIUM, barcode=f"0{EAN}"), SMALL]
        set_boxes(context, [replace(SMALL, code="s", name="Smaller", material="", height_mm=90)])
        assert [one.name for one in list_boxes(context)] == ["Medium", "Smaller"]
        undo(context)
        assert list_boxes(context)[1] == SMALL
        remove_box(context, "m")
        assert list_boxes(context) == [SMALL]
        undo(context)
        assert len(list_boxes(context)) == 2

    def test_undo_after_somebody_else_changed_it_changes_nothing(self, room: Stockroom) -> None:
        context = room.context
        set_boxes(context, [replace(SMALL, name="Smaller")], key="mine")
        set_boxes(at(context, "other"), [replace(SMALL, name="Theirs")])
        refuse(room, Code.CANNOT_UNDO, lambda: undo_key(context, "mine"))

    @pytest.mark.parametrize(
        ("box", "code"),
        [
            (replace(SMALL, code=" "), Code.INVALID),
            (replace(SMALL, length_mm=0), Code.INVALID),
            (replace(SMALL, outer_width_mm=20_000), Code.INVALID),
            (
                replace(SMALL, outer_length_mm=1, outer_width_mm=1, outer_height_mm=1),
                Code.INVALID,
            ),
            (replace(SMALL, weight_g=500, max_weight_g=500), Code.INVALID),
            (replace(SMALL, barcode="4006381333932"), Code.INVALID),  # its check digit is wrong
            (replace(SMALL, material="NOTHING"), Code.NOT_FOUND),
            (replace(SMALL, material="K"), Code.KIT_HAS_NO_STOCK),
            (replace(SMALL, warehouse="W9"), Code.NOT_FOUND),
            (replace(SMALL, barcode="m"), Code.BOX_CODE_TAKEN),
            (replace(SMALL, barcode=EAN), Code.BOX_CODE_TAKEN),
        ],
    )
    def test_what_can_t_be_is_refused(self, room: Stockroom, box: Box, code: Code) -> None:
        refuse(room, code, lambda: set_boxes(room.context, [MEDIUM, box]))

    def test_rejects_of_a_file_name_the_true_limits(self, room: Stockroom, tmp_path: Path) -> None:
        head = "code,name,length_mm,width_mm,height_mm,outer_length_mm,outer_width_mm,"
        text = f"{head}outer_height_mm,max_weight_g\nL,Large,10001,1,1,,,,\nN,None,0,1,1,,,,\n"
        text += "O,Odd,8,6,4,5,5,5,\nH,Heavy,1,1,1,,,,1000001\n"
        files = Files(room.context, tmp_path)
        told = [
            (one.column, reject_words(one.code, one.column, one.value, one.params or {}))
            for one in files.load("boxes", text).rejects
        ]
        assert told == [
            ("length_mm", "“10001” is not between 1 and 10000."),
            ("length_mm", "“0” is not between 1 and 10000."),
            ("outer_length_mm", "The box would be smaller outside than inside."),
            ("max_weight_g", "“1000001” is not between 0 and 1000000."),
        ]
        text = "code,name,plugin,cut_off,label\nA,A,nope,,\nB,B,,25:00,\nC,C,,,huge\n"
        rejects = files.load("shipping-methods", text).rejects
        assert [one.params for one in rejects] == [{}, {}, {"allowed": "4x6, a6, none"}]


class TestParcelsInBoxes:
    def test_a_scanned_box_is_that_of_the_open_parcel_until_another_one_is(
        self, room: Stockroom
    ) -> None:
        context = room.context
        open_packing(context, "O1-1")
        told = scan_items(context, "O1-1", ["s", "A"])
        assert told.last_scan.verdict is PackVerdict.OK
        assert parcels(room, "O1-1") == [("S", ["1 A"])]
        told = scan_items(context, "O1-1", [EAN], key="m")
        assert (told.last_scan.verdict, told.last_scan.name) == (PackVerdict.BOX, "M")
        assert parcels(room, "O1-1") == [("M", ["1 A"])]
        undo_key(context, "m")
        assert parcels(room, "O1-1") == [("S", ["1 A"])]

    def test_a_box_that_is_not_used_here_is_told_and_changes_nothing(self, room: Stockroom) -> None:
        context = room.context
        open_packing(context, "O1-1")
        gone = replace(SMALL, code="OLD", active=False)
        set_boxes(context, [gone, replace(SMALL, code="FAR", warehouse="W2")])
        for code, warehouse in (("OLD", None), ("FAR", "W2")):
            told = scan_items(context, "O1-1", [code]).last_scan
            assert (told.verdict, told.belongs_to) == (PackVerdict.WRONG_BOX, warehouse)
        assert parcels(room, "O1-1") == []
        refuse(room, Code.BOX_INACTIVE, lambda: set_parcel(context, "O1-1", box="old"))
        refuse(room, Code.BOX_ELSEWHERE, lambda: set_parcel(context, "O1-1", box="FAR"))
        refuse(room, Code.BOX_UNKNOWN, lambda: set_parcel(context, "O1-1", box="XXL"))

    def test_a_product_s_code_is_the_product_where_it_is_wanted_else_the_box(
        self, room: Stockroom
    ) -> None:
        context = room.context
        teach_code(context, EAN, "B", also=True)
        open_packing(context, "O1-1")
        codes = [EAN, EAN, "A", "A"]
        told = [scan_items(context, "O1-1", [code]).last_scan.verdict for code in codes]
        assert told == ["line_done", "box", "ok", "order_done"]
        assert parcels(room, "O1-1") == [("M", ["1 B", "2 A"])]

    def test_what_a_parcel_should_weigh_has_its_box_in_it(self, room: Stockroom) -> None:
        context = room.context
        open_packing(context, "O1-1")
        scan_items(context, "O1-1", ["2*A"])
        weighed = []
        set_boxes(context, [replace(SMALL, code="UNWEIGHED", weight_g=None)])
        for box in (None, "S", "UNWEIGHED"):
            packed = set_parcel(context, "O1-1", box=box)
            weighed.append(packed.parcels[0].expected_weight_g)
        assert weighed == [600, 680, None]

    def test_while_no_boxes_are_known_any_word_is_one(self, room: Stockroom) -> None:
        context = room.context
        for code in ("S", "M"):
            remove_box(context, code)
        open_packing(context, "O1-1")
        assert set_parcel(context, "O1-1", box="Shoe box").parcels[0].box == "Shoe box"
        assert advise_shipment(context, "O1-1").boxes == ()


class TestAdvice:
    def test_the_whole_shipment_then_the_rest_of_it(self, room: Stockroom) -> None:
        context = room.context
        told = advise_shipment(context, "O1-1")
        assert (told.boxes, told.way) == (("S",), FoundBy.MEASURE)
        assert advise_shipment(context, "KIT-1").boxes == ("S",)  # of a kit its parts
        set_boxes(context, [replace(SMALL, height_mm=50)])
        assert advise_shipment(context, "O1-1").boxes == ("M",)
        open_packing(context, "O1-1")
        scan_items(context, "O1-1", ["B"])
        next_parcel(context, "O1-1")
        assert advise_shipment(context, "O1-1").boxes == ("S",)

    def test_boxes_of_another_warehouse_and_old_ones_are_left_out(self, room: Stockroom) -> None:
        set_boxes(room.context, [replace(SMALL, warehouse="W2")])
        assert advise_shipment(room.context, "O1-1").boxes == ("M",)
        set_boxes(room.context, [replace(MEDIUM, active=False)])
        assert advise_shipment(room.context, "O1-1").boxes == ()

    def test_what_has_no_measures_is_named(self, room: Stockroom) -> None:
        room.order("BOX", ("CARTON", 1))
        room.allocate()
        pick(room)
        told = advise_shipment(room.context, "BOX-1")
        assert (told.way, told.unmeasured) == (FoundBy.NONE, ("CARTON",))


class TestPackaging:
    def test_a_packed_parcel_uses_one_up_and_an_opened_one_brings_it_back(
        self, room: Stockroom
    ) -> None:
        context = room.context
        pack(context, "O1-1", "S", "2*A", "B")
        assert cartons(room) == 1
        assert get_packing(context, "O1-1").parcels[0].material == "CARTON"
        count(context, "W1", "CARTON", 7)  # somebody counted meanwhile
        reopen_packing(context, "O1-1")
        assert cartons(room) == 8
        undo(context)
        assert cartons(room) == 7
        ship_shipment(context, "O1-1")
        void_shipment(context, "O1-1")
        assert cartons(room) == 7  # the box is still used: the parcel is packed
        reopen_packing(context, "O1-1")
        assert cartons(room) == 8

    def test_each_parcel_has_its_own_and_undo_of_closing_brings_all_back(
        self, room: Stockroom
    ) -> None:
        context = room.context
        open_packing(context, "O1-1")
        scan_items(context, "O1-1", ["S", "A"])
        next_parcel(context, "O1-1")
        scan_items(context, "O1-1", ["S", "A", "B"])
        set_boxes(context, [replace(SMALL, active=False)])  # it is packed in it all the same
        close_packing(context, "O1-1")
        assert cartons(room) == 0
        undo(context)
        assert cartons(room) == 2

    def test_packing_goes_on_where_the_books_have_none_and_it_is_counted(
        self, room: Stockroom
    ) -> None:
        context = room.context
        room.lose("W1", "CARTON", 2)
        pack(context, "O1-1", "S", "2*A", "B")
        pack(at(context, "second"), "KIT-1", "S", "2*A", "B")
        parcel = get_packing(context, "O1-1").parcels[0]
        assert (parcel.material, parcel.material_missing, cartons(room)) == ("CARTON", True, 0)
        todo = count_list(context)
        assert [(one.sku, one.units, one.wave) for one in todo] == [("CARTON", 2, None)]
        reopen_packing(context, "KIT-1")
        assert (cartons(room), [one.units for one in count_list(context)]) == (0, [1])
        reopen_packing(context, "O1-1")
        assert (cartons(room), count_list(context)) == (0, [])

    def test_what_is_promised_to_an_order_is_not_used_up(self, room: Stockroom) -> None:
        context = room.context
        room.order("BOXES", ("CARTON", 2))
        room.allocate()
        pack(context, "O1-1", "S", "2*A", "B")
        assert room.promised("BOXES") == {(1, "W1"): 2}
        assert [one.sku for one in count_list(context)] == ["CARTON"]

    def test_an_order_that_is_held_meanwhile_uses_nothing_up(self, room: Stockroom) -> None:
        context = room.context
        open_packing(context, "O1-1")
        scan_items(context, "O1-1", ["S", "2*A", "B"])
        hold(at(context, "office"), ["O1"], reason="asked")
        refuse(room, Code.WRONG_STATE, lambda: close_packing(context, "O1-1"))
        refuse(room, Code.WRONG_STATE, lambda: set_parcel(context, "O1-1", box="M"))
        assert scan_items(context, "O1-1", ["S"]).last_scan.verdict is PackVerdict.CHANGED
        assert cartons(room) == 2

    def test_a_kit_packed_short_uses_up_boxes_of_what_is_there_alone(self, room: Stockroom) -> None:
        context = room.context
        open_packing(context, "KIT-1")
        scan_items(context, "KIT-1", ["S", "2*A"])
        close_packing(context, "KIT-1", short=True)  # of a kit all waits: nothing is packed
        assert cartons(room) == 2
        pack(context, "O1-1", "S", "2*A", "B")
        assert cartons(room) == 1


class TestParcelsAgain:
    def test_an_item_moves_from_one_parcel_to_another(self, room: Stockroom) -> None:
        context = room.context
        open_packing(context, "O1-1")
        scan_items(context, "O1-1", ["S", "2*A"])
        set_parcel(context, "O1-1", weight_g=680)
        next_parcel(context, "O1-1")
        scan_items(context, "O1-1", ["M", "B"])
        opened = open_parcel(context, "O1-1", 1)
        assert [one.closed_at is None for one in opened.parcels] == [True, False]
        assert opened.parcels[0].weight_g is None  # it will weigh something else
        taken = take_out(context, "O1-1", "A")
        assert (taken.scanned, parcels(room, "O1-1")[0]) == (2, ("S", ["1 A"]))
        undo(context)
        assert parcels(room, "O1-1")[0] == ("S", ["2 A"])
        take_out(context, "O1-1", "A")
        open_parcel(context, "O1-1", 2)
        scan_items(context, "O1-1", ["A"])
        assert parcels(room, "O1-1") == [("S", ["1 A"]), ("M", ["1 B", "1 A"])]
        close_packing(context, "O1-1")

    def test_opening_a_parcel_is_taken_back_unless_it_went_on(self, room: Stockroom) -> None:
        context = room.context
        open_packing(context, "O1-1")
        scan_items(context, "O1-1", ["A"])
        set_parcel(context, "O1-1", weight_g=380)
        next_parcel(context, "O1-1")
        open_parcel(context, "O1-1", 1, key="again")
        undo_key(context, "again")
        view = get_packing(context, "O1-1")
        assert [(one.weight_g, one.closed_at is None) for one in view.parcels] == [
            (380, False),
            (None, True),
        ]
        open_parcel(context, "O1-1", 1, key="once more")
        scan_items(context, "O1-1", ["B"])
        refuse(room, Code.CANNOT_UNDO, lambda: undo_key(context, "once more"))

    def test_what_is_not_there_is_refused(self, room: Stockroom) -> None:
        context = room.context
        open_packing(context, "O1-1")
        scan_items(context, "O1-1", ["A"])
        refuse(room, Code.NOT_FOUND, lambda: open_parcel(context, "O1-1", 2))
        refuse(room, Code.NOTHING_TO_DO, lambda: open_parcel(context, "O1-1", 1))
        refuse(room, Code.NOT_FOUND, lambda: take_out(context, "O1-1", "B"))
        refuse(room, Code.NOT_FOUND, lambda: take_out(context, "O1-1", "2*A"))


def test_where_a_box_is_needed_the_last_scan_waits_for_it(room: Stockroom) -> None:
    context = room.context
    set_rules(context, {(BenchRule.NEEDS_BOX, ""): True})
    open_packing(context, "O1-1")

    def scan(code: str) -> tuple[str, bool]:
        answer = scan_at_bench(
            context, [code], shipment="O1-1", later=lambda work: work(), key=f"scan-{code}"
        )
        assert answer.told is not None
        return answer.told.verdict.value, answer.closed

    assert [scan("2*A"), scan("B")] == [("line_done", False), ("order_done", False)]
    assert scan("S") == ("box", True)
    assert cartons(room) == 1


def test_what_the_station_asks_of_a_parcel_is_asked_wherever_it_is_closed(room: Stockroom) -> None:
    context = room.context
    set_boxes(context, [replace(SMALL, max_weight_g=5_000)])
    set_rules(context, {(BenchRule.NEEDS_BOX, ""): True, (BenchRule.ASKS_WEIGHT, ""): True})
    open_packing(context, "O1-1")
    scan_items(context, "O1-1", ["2*A", "B"])
    refuse(room, Code.BOX_MISSING, lambda: close_packing(context, "O1-1"))
    set_parcel(context, "O1-1", box="S")
    refuse(room, Code.WEIGHT_MISSING, lambda: close_packing(context, "O1-1"))
    refuse(room, Code.WEIGHT_MISSING, lambda: close_packing(context, "O1-1", short=True))
    refuse(room, Code.INVALID, lambda: set_parcel(context, "O1-1", weight_g=0))
    refuse(room, Code.INVALID, lambda: set_parcel(context, "O1-1", weight_g=1_000_001))
    [parcel] = set_parcel(context, "O1-1", weight_g=1_000_000).parcels
    assert (parcel.max_weight_g, parcel.is_too_heavy) == (5_000, True)
    assert close_packing(context, "O1-1").status == "packed"
