"""What the commands of what is to be bought do."""

from collections.abc import Sequence
from functools import partial

from packbench.domain.changes import ChangeSet, Kind
from packbench.domain.suggestion import BuyProposal
from packbench.engine.bulk import How, Results
from packbench.services.masters.kinds import REORDER_RULES
from packbench.services.reordering.drafting import ChosenPlace, auto_draft, draft_suggested
from packbench.services.reordering.rules import NewRule, set_rules
from packbench.services.reordering.suggesting import WantedUnits, suggest
from packbench.ui.bulk_running import BulkRunner
from packbench.ui.masters.opening import open_masters
from packbench.ui.parts.bulk.spec import Bulk, DialogField, FieldKind, Values, Words
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.widgets.filter_groups import Choice, FilterState
from packbench.ui.screens.reordering.dialog import SuggestionsDialog
from packbench.ui.workplace import Workplace
from packbench.words.language import tr, tr_count
from packbench.words.masters import choice_word

_CHANGED_BY = (Kind.STOCK, Kind.PURCHASE_ORDER, Kind.SETTING, Kind.PRODUCT, Kind.WAREHOUSE)


class ReorderingController:
    """Opens what is to be bought, and drafts it."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._bulk = BulkRunner(place)

    def open(self) -> None:
        """Opens the list; it is worked out while the dialog stands there."""
        desk = self._place.desk
        dialog = SuggestionsDialog(desk.theme, desk.window)
        dialog.drafted.connect(partial(self._draft, dialog))
        dialog.ruled.connect(partial(self._rule, dialog))
        dialog.rules_wanted.connect(lambda: open_masters(self._place, REORDER_RULES.name))
        dialog.undone.connect(lambda: desk.window.registry.action(CommandId.UNDO).trigger())
        dialog.wanted.connect(partial(self._read, dialog))
        follow = partial(self._follow, dialog)
        desk.bus.changed.connect(follow)
        dialog.finished.connect(lambda: desk.bus.changed.disconnect(follow))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        self._read(dialog)

    def ask_auto(self) -> None:
        """Asks whether all is to be drafted, with what that would do."""
        context = self._place.context
        words = Words(
            tr("Draft all that is to be bought"),
            tr(
                "One draft a supplier and warehouse. Drafts made here that nobody edited since are"
                " written anew; others stay, and count as what comes."
            ),
            button=_draft_words,
            doing=tr("Drafting purchase orders"),
            done=_drafted_words,
        )
        row = tr("Purchase order or SKU")
        self._bulk.ask(
            Bulk(
                words,
                (),
                lambda _, how: auto_draft(context, how=how),
                1,
                row,
                self._show,
                tried_at_once=True,
                worded=lambda _count, _values: tr("Bring the drafts up to date"),
            )
        )

    def _read(self, dialog: SuggestionsDialog) -> None:
        context, nothing_too = self._place.context, dialog.nothing_too
        self._place.desk.runner.read(
            "reordering.suggest",
            lambda: suggest(context, WantedUnits(all=nothing_too)),
            dialog.show_suggestions,
            on_error=dialog.refuse,
            owner=dialog,
        )

    def _follow(self, dialog: SuggestionsDialog, changes: ChangeSet) -> None:
        if any(changes.touches(kind) for kind in _CHANGED_BY):
            self._read(dialog)

    def _draft(self, dialog: SuggestionsDialog, rows: Sequence[BuyProposal]) -> None:
        context = self._place.context
        chosen = _places(rows)
        drafts = len({(one.supplier, one.warehouse) for one in rows if one.proposed})

        def do(_: Values, how: How) -> Results:
            return draft_suggested(context, chosen, how=how)

        words = Words(
            tr("Draft purchase orders"),
            tr("One draft a supplier and warehouse, in whole packs; nothing is sent yet."),
            button=_draft_words,
            doing=tr("Drafting purchase orders"),
            done=_drafted_words,
        )
        bulk = Bulk(
            *(words, (), do, len(rows), tr("Purchase order or SKU"), self._show),
            tried_at_once=True,
            worded=lambda _count, _values: _draft_words(drafts).format(count=drafts),
        )
        self._bulk.ask(bulk, dialog)

    def _rule(self, dialog: SuggestionsDialog, rows: Sequence[BuyProposal]) -> None:
        context, first = self._place.context, rows[0]
        chosen = _places(rows)

        def do(values: Values, how: How) -> Results:
            told = {key: str(value) for key, value in values.items()}
            return set_rules(context, chosen, NewRule(**told), how=how)

        words = Words(
            tr("Set the reorder rule"),
            tr("Either a point, with a quantity if you like, or days of cover; not both."),
            button=lambda count: tr_count("Set {count} rule", "Set {count} rules", count),
            doing=tr("Saving…"),
            done=lambda count: tr_count("{count} rule set.", "{count} rules set.", count),
        )
        fields = (
            DialogField("point", tr("Reorder po&int"), hint=tr("Below it more is bought")),
            DialogField("quantity", tr("&Quantity"), hint=tr("Bought in lots of it; or empty")),
            DialogField(
                "cover_days",
                tr("&Days of cover"),
                value=str(first.cover_days or ""),
                hint=tr("The point is computed from the demand"),
            ),
            DialogField(
                "demand_days",
                tr("Demand &of"),
                FieldKind.CHOICE,
                str(first.demand_days),
                tuple(Choice(one, choice_word("demand_days", one)) for one in ("28", "90")),
            ),
            DialogField(
                "service_percent", tr("Ser&vice level (%)"), value=str(first.service_percent or 95)
            ),
        )
        self._bulk.ask(Bulk(words, fields, do, len(rows), tr("Product")), dialog)

    def _show(self, numbers: frozenset[str]) -> None:
        self._place.open_filtered("purchase_orders", FilterState("", {"number": numbers}))


def _places(rows: Sequence[BuyProposal]) -> list[ChosenPlace]:
    return [ChosenPlace(one.sku, one.warehouse) for one in rows]


def _draft_words(count: int) -> str:
    return tr_count("Draft {count} purchase order", "Draft {count} purchase orders", count)


def _drafted_words(count: int) -> str:
    return tr_count("{count} purchase order drafted.", "{count} purchase orders drafted.", count)
