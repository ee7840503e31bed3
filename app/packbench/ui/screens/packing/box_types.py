"""Opens the list of boxes, and the forms that make, change and remove one."""

from packbench.domain.boxes import MOST_G, Box
from packbench.domain.outcomes import RowOutcome, Said, note
from packbench.engine.bulk import How, Results, RowResult
from packbench.engine.command.context import Context
from packbench.exchange.barcodes import printed_barcode
from packbench.services.office.lists import Places, places
from packbench.services.packing.boxes import (
    changed_box,
    check_boxes,
    list_boxes,
    remove_box,
    set_boxes,
)
from packbench.ui.bulk_running import BulkRunner
from packbench.ui.parts.bulk.spec import Bulk, DialogField, FieldKind, Values, Words, literal
from packbench.ui.parts.widgets.filter_groups import Choice
from packbench.ui.screens.packing.boxes_dialog import BoxesDialog
from packbench.ui.workplace import Workplace
from packbench.words.language import tr, tr_count

_Found = tuple[list[Box], Places]


class BoxTypes:
    """Runs the list; it comes back after each box that was made, changed or removed.

    Args:
        place: the window at work.
    """

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._bulk = BulkRunner(place)

    def show(self) -> None:
        """Opens the list as it is now."""
        context, desk = self._place.context, self._place.desk

        def open_list(found: _Found) -> None:
            boxes, known = found
            dialog = BoxesDialog(boxes, desk.theme, desk.window)
            dialog.wanted.connect(lambda box: self._bulk.ask(self._form(box, known)))
            dialog.unwanted.connect(lambda box: self._bulk.ask(self._removal(box)))
            dialog.open()

        desk.runner.read(
            "packing.box_types",
            lambda: (list_boxes(context), places(context)),
            open_list,
            owner=desk.window,
        )

    def _form(self, box: Box | None, known: Places) -> Bulk:
        context = self._place.context
        title = tr("New box") if box is None else tr("Box {code}").format(code=box.code)
        words = Words(
            title,
            tr("Sides are of the room inside, in millimetres: length x width x height."),
            button=lambda count: tr_count("Write {count} box", "Write {count} boxes", count),
            doing=tr("Writing the box…"),
            done=lambda count: tr_count("{count} box written.", "{count} boxes written.", count),
        )
        fields = _fields(box, known)

        def do(values: Values, how: How) -> Results:
            return _write(context, box, values, how)

        return Bulk(words, fields, do, 1, tr("Box"), after=self.show)

    def _removal(self, box: Box) -> Bulk:
        context = self._place.context
        words = Words(
            tr("Remove box {code}").format(code=box.code),
            tr("What was packed in it stays as it is."),
            button=lambda count: tr_count("Remove {count} box", "Remove {count} boxes", count),
            doing=literal(tr("Removing box {code}…").format(code=box.code)),
            done=lambda count: tr_count("{count} box removed.", "{count} boxes removed.", count),
        )

        def do(_: Values, how: How) -> Results:
            if not how.preview:
                remove_box(context, box.code, key=how.key)
            return Results([RowResult(box.code, RowOutcome.DONE, [note(Said.BOX_REMOVED)])])

        return Bulk(words, (), do, 1, tr("Box"), after=self.show)


def _fields(box: Box | None, known: Places) -> tuple[DialogField, ...]:
    now = box or Box("", "", 0, 0, 0)
    outer = (now.outer_length_mm, now.outer_width_mm, now.outer_height_mm)
    everywhere = Choice("", tr("all warehouses"))
    codes = dict.fromkeys((*known.physical, *filter(None, [now.warehouse])))
    warehouses = (everywhere, *(Choice(code, code) for code in codes))
    unknown, used = tr("not known"), tr("It is still used")
    return (
        DialogField("code", tr("C&ode"), value=now.code, needed=tr("Type the code of the box.")),
        DialogField("name", tr("&Name"), value=now.name, hint=tr("For people; else its code")),
        DialogField(
            "inside",
            tr("&Inside (mm)"),
            value="" if box is None else _sides(now.room),
            hint="400 x 300 x 200",
            needed=tr("Type length, width and height, such as 400 x 300 x 200."),
        ),
        DialogField(
            "outside",
            tr("O&utside (mm)"),
            value="" if None in outer else _sides(outer),
            hint=unknown,
        ),
        _grams("weight_g", tr("&Weight, empty (g)"), now.weight_g, unknown),
        _grams("max_weight_g", tr("At &most, packed (g)"), now.max_weight_g, tr("no limit")),
        DialogField(
            "barcode",
            tr("&Barcode"),
            value=printed_barcode(now.barcode),
            hint=tr("Scan it; a product may have the same"),
            any_code=True,
        ),
        DialogField(
            "material",
            tr("Pac&kaging"),
            value=now.material,
            hint=tr("SKU of which a parcel uses up one"),
        ),
        DialogField(
            *("warehouse", tr("Ware&house"), FieldKind.CHOICE, now.warehouse), choices=warehouses
        ),
        DialogField("active", tr("In use"), FieldKind.CHECK, value=now.active, hint=used),
    )


def _grams(key: str, label: str, value: int | None, unknown: str) -> DialogField:
    return DialogField(key, label, FieldKind.NUMBER, value or 0, hint=unknown, most=MOST_G)


def _sides(sides: tuple[int | None, ...]) -> str:
    return " x ".join(map(str, sides))


def _write(context: Context, before: Box | None, values: Values, how: How) -> Results:
    code = str(values["code"])
    told = {**values, "weight_g": values["weight_g"] or None}
    new = changed_box(before, code, told)
    [box] = check_boxes(context, [new])
    if not how.preview:
        set_boxes(context, [box], key=how.key)
    length, width, height = box.room
    notes = [note(Said.BOX_WRITTEN, name=box.name, length=length, width=width, height=height)]
    if box.material:
        notes.append(note(Said.BOX_USES, sku=box.material))
    return Results([RowResult(box.code, RowOutcome.DONE, notes)])
