"""The form of a record of master data: its fields, what saving it would do, what it did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QLocale

from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import How, Results
from packbench.engine.command.context import Context
from packbench.services.masters.declaration import FieldAsks, Master, MasterField
from packbench.services.masters.kinds import CHANNEL_RULES, CHANNELS, SUPPLIERS, WAREHOUSES
from packbench.services.masters.reading import (
    Named,
    Texts,
    find_records,
    form_fields,
    name_of,
    read_record,
)
from packbench.services.masters.saving import create, edit, remove, switch
from packbench.services.shipping.methods import plugin_names
from packbench.services.slips.templates import list_slips
from packbench.ui.parts.bulk.spec import Bulk, DialogField, FieldKind, Values, Words, literal
from packbench.ui.parts.widgets.filter_groups import Choice
from packbench.words.counted import counted
from packbench.words.custom_fields import custom_hint, value_told
from packbench.words.language import tr, tr_count
from packbench.words.masters import ACTIVITY, FIELDS, MASTERS, choice_word, field_word
from packbench.words.shipping import plugin_word

_YES, _NO = "yes", "no"
_SEEN = (CHANNELS, CHANNEL_RULES)
"""Kinds that decide what channels see: numbers change beside orders."""
_LOOKED_UP: Mapping[FieldAsks, Master] = {
    FieldAsks.WAREHOUSE: WAREHOUSES,
    FieldAsks.SUPPLIER: SUPPLIERS,
    FieldAsks.CHANNEL: CHANNELS,
}


@dataclass(frozen=True, slots=True)
class FormOpening:
    """What a form is opened with.

    Attributes:
        master: the kind.
        named: which record; None for a new one.
        seen: its values as they are.
        filled: values that stand in the form instead.
        codes: what fields that name other records offer.
        fields: those of the form.
    """

    master: Master
    named: Named | None
    seen: Texts
    filled: Texts
    codes: Mapping[FieldAsks, Sequence[str]]
    fields: Sequence[MasterField]


def read_opening(
    context: Context, master: Master, named: Named | None, filled: Texts | None = None
) -> FormOpening:
    """Reads what a form begins with; refuses `not_found` for a record that is gone."""
    seen = {one.key: one.first for one in master.fields}
    if named is not None:
        seen = read_record(context, master, named)
    asked = {one.asks for one in master.fields} & _LOOKED_UP.keys()
    codes = {
        asks: [one[master_.key[0]] for one in find_records(context, master_)]
        for asks in asked
        if (master_ := _LOOKED_UP[asks])
    }
    if master is CHANNELS:
        codes[FieldAsks.SLIP] = [one.name for one in list_slips(context).templates]
    return FormOpening(master, named, seen, filled or {}, codes, form_fields(context, master))


@dataclass(slots=True)
class _OpenForm:
    """A form at work: the values as they were looked at, and what was told last."""

    context: Context
    opening: FormOpening
    seen: Texts
    results: Results = field(default_factory=lambda: Results([]))

    def do(self, values: Values, how: How) -> Results:
        """Saves, or tries to; a change by somebody else is told once, then written over."""
        master, named = self.opening.master, self.opening.named
        told = _texts(self.opening.fields, values)
        if named is None:
            self.results = create(self.context, master, told, how=how)
            return self.results
        changes = {key: text for key, text in told.items() if text != self.opening.seen.get(key)}
        if not changes:
            return Results([], undoable=False)
        try:
            self.results = edit(self.context, master, named, changes, seen=self.seen, how=how)
        except Refusal as refusal:
            if refusal.code is Code.VALUE_CHANGED and not how.preview:
                self.seen = read_record(self.context, master, named)
            raise
        return self.results

    def button(self, count: int, _: Values) -> str:
        """What saving does, with the orders that it changes, once that is known."""
        orders = count - 1
        if orders < 1:
            return tr("Save")
        if self.opening.master in _SEEN:
            words = tr_count("Save, {count} more change", "Save, {count} more changes", orders)
            return words.format(count=QLocale().toString(orders))
        words = tr_count("Save, {count} order changes", "Save, {count} orders change", orders)
        return words.format(count=QLocale().toString(orders))

    def done(self, _: int) -> str:
        """What was done, of which record."""
        words = tr(MASTERS[self.opening.master.name].saved)
        rows = self.results.results
        told = words.format(name=rows[0].order_number if rows else "")
        if len(rows) > 1:
            more = tr_count("{count} order changed.", "{count} orders changed.", len(rows) - 1)
            if self.opening.master in _SEEN:
                more = tr_count("{count} more changed.", "{count} more changed.", len(rows) - 1)
            told = f"{told} {more.format(count=QLocale().toString(len(rows) - 1))}"
        return literal(told)


def form_of(context: Context, opening: FormOpening) -> Bulk:
    """The form of a record that is there, or of a new one."""
    master = opening.master
    words = MASTERS[master.name]
    form = _OpenForm(context, opening, opening.seen)
    title = tr(words.new)
    if opening.named is not None:
        title = tr(words.edit).format(name=name_of(opening.named))
    return Bulk(
        Words(
            title,
            tr("What saving changes is shown below; nothing is written before."),
            button=lambda count: form.button(count, {}),
            doing=tr("Saving…"),
            done=form.done,
        ),
        tuple(_field(one, opening) for one in opening.fields),
        form.do,
        1,
        tr(words.one),
        worded=form.button,
        is_form=True,
    )


def _field(one: MasterField, opening: FormOpening) -> DialogField:
    value = opening.filled.get(one.key, opening.seen.get(one.key, ""))
    label, hint, name = _field_words(one)
    required = one.key in opening.master.table.required or (one.custom and one.custom.required)
    needed = tr("Fill in “{field}”.").format(field=name) if required else ""
    match one.asks:
        case FieldAsks.YES_NO:
            return DialogField(one.key, label, FieldKind.CHECK, value == _YES, hint=hint)
        case FieldAsks.ONE_OF:
            choices = tuple(Choice(word, _choice_word(one, word)) for word in one.choices)
            return DialogField(one.key, label, FieldKind.CHOICE, value, choices, needed=needed)
        case FieldAsks.PLUGIN:
            choices = tuple(Choice(name, plugin_word(name)) for name in plugin_names())
            return DialogField(one.key, label, FieldKind.CHOICE, value, choices)
        case FieldAsks.WAREHOUSE | FieldAsks.SUPPLIER | FieldAsks.SLIP | FieldAsks.CHANNEL:
            codes = dict.fromkeys(["", *opening.codes[one.asks], value])
            choices = tuple(Choice(code, code or "–") for code in codes)
            return DialogField(
                one.key, label, FieldKind.CHOICE, value, choices=choices, needed=needed
            )
        case FieldAsks.COUNTRIES:
            return DialogField(one.key, label, FieldKind.COUNTRIES, value, hint=hint)
        case _:
            return DialogField(
                one.key, label, value=value, hint=hint, needed=needed, any_code=_is_scanned(one)
            )


def _field_words(one: MasterField) -> tuple[str, str, str]:
    """The label of a field, its hint, and its name in a sentence."""
    if one.custom is not None:
        label = one.custom.label
        return label.replace("&", "&&"), custom_hint(one.custom.kind), label
    words = FIELDS[one.key]
    return tr(words.label), tr(words.hint), field_word(one.key)


def _choice_word(one: MasterField, word: str) -> str:
    """A word to choose: ours is translated, the shop's own is as it is."""
    if one.custom is not None:
        return value_told(one.custom.kind, word) or "–"
    return choice_word(one.key, word)


def _is_scanned(one: MasterField) -> bool:
    return one.key == "barcode"


def _texts(fields: Sequence[MasterField], values: Values) -> dict[str, str]:
    """What was filled in as a file has it."""
    told = {}
    for one in fields:
        value = values[one.key]
        told[one.key] = (_YES if value else _NO) if isinstance(value, bool) else str(value)
    return told


def switching(context: Context, master: Master, records: Sequence[Named], *, on: bool) -> Bulk:
    """Takes records out of use, or into use again."""
    words = MASTERS[master.name]
    _, button = ACTIVITY[on]

    def do(_: Values, how: How) -> Results:
        return switch(context, master, records, on=on, how=how)

    about = tr("What names it stays; it can be done back at any time.")
    title = tr("Use again: {names}") if on else tr("Take out of use: {names}")
    return Bulk(
        Words(
            title.format(names=_names(records)),
            about,
            button=lambda count: counted(button, {"count": count}),
            doing=tr("Saving…"),
            done=lambda _: literal(tr("Saved: {names}.").format(names=_names(records))),
        ),
        (),
        do,
        len(records),
        tr(words.one),
        tried_at_once=True,
    )


def removal(context: Context, master: Master, records: Sequence[Named]) -> Bulk:
    """Deletes records that nothing names."""
    words = MASTERS[master.name]

    def do(_: Values, how: How) -> Results:
        return remove(context, master, records, how=how)

    return Bulk(
        Words(
            tr("Delete {names}").format(names=_names(records)),
            tr("Only what nothing names goes; all else can be taken out of use."),
            button=lambda count: tr_count("Delete {count} record", "Delete {count} records", count),
            doing=tr("Deleting…"),
            done=lambda count: tr_count("{count} deleted.", "{count} deleted.", count),
        ),
        (),
        do,
        len(records),
        tr(words.one),
        tried_at_once=True,
    )


def _names(records: Sequence[Named]) -> str:
    first = ", ".join(name_of(one) for one in records[:_NAMED])
    more = len(records) - _NAMED
    return first if more <= 0 else tr("{names} and {count} more").format(names=first, count=more)


_NAMED = 3
