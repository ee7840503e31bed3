"""Opens what channels see, looks in the background, opens the rule of a channel."""

from functools import partial

from packbench.domain.channel_sight import WhySeen
from packbench.domain.channels import EVERYTHING, Share, ShowRule
from packbench.domain.refusals import Code, Refusal
from packbench.services.channels.why import share_of, why
from packbench.services.masters.kinds import CHANNEL_RULES
from packbench.services.office.lists import inventory_list
from packbench.ui.masters.opening import open_record
from packbench.ui.rule_history import show_rule_history
from packbench.ui.screens.channels.dialog import SightDialog, Tried
from packbench.ui.sending import failure_words
from packbench.ui.workplace import Workplace
from packbench.words.language import tr


def show_sight(place: Workplace) -> SightDialog:
    """Opens it, with the product in hand of the inventory."""
    desk, context = place.desk, place.context
    dialog = SightDialog(desk.theme, desk.window)

    def fail(error: BaseException) -> None:
        dialog.refuse(failure_words(desk.window.errors, error, tr("Type another one.")))

    def look(sku: str, tried: Tried) -> None:
        desk.runner.read(
            "channels.why",
            lambda: why(context, sku, trying=_tried(tried)),
            dialog.show_seen,
            on_error=fail,
            owner=dialog,
        )

    dialog.wanted.connect(look)
    dialog.rule_wanted.connect(lambda seen: _open_rule(place, dialog, seen))
    dialog.history_wanted.connect(
        lambda channel, sku: show_rule_history(place, channel, sku, dialog)
    )
    bus = desk.bus
    bus.changed.connect(dialog.look_again)
    dialog.finished.connect(partial(bus.changed.disconnect, dialog.look_again))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    ids = place.selected_ids()[:1] if desk.window.tabs.key == "inventory" else ()
    if ids:
        desk.runner.read(
            "channels.product",
            lambda: [row.sku for row in inventory_list(context).rows(ids)],
            dialog.begin_with,
            on_error=fail,
            owner=dialog,
        )
    return dialog


def _tried(tried: Tried) -> ShowRule | None:
    """The rule that is tried; None for those that are kept."""
    shown, minimum = _share(*tried[:2]), _share(*tried[2:])
    if shown is None and minimum is None:
        return None
    return ShowRule(shown or EVERYTHING, minimum)


def _share(measure: str, value: str) -> Share | None:
    if not measure:
        return None
    if not value.strip().isdecimal():
        raise Refusal(Code.INVALID, field="channel share", value=value)
    return share_of(measure, int(value))


def _open_rule(place: Workplace, dialog: SightDialog, seen: WhySeen) -> None:
    """The form of the rule for this channel and SKU, filled in with what is tried."""
    shown, value, min_rule, min_value = dialog.tried
    filled = {"rule": shown, "value": value} if shown else {}
    if min_rule:
        filled |= {"min_rule": min_rule, "min_value": min_value}
    if dialog.has_own_rule(seen.channel):
        named = [seen.channel, seen.sku]
        open_record(place, CHANNEL_RULES, named, filled=filled, over=dialog)
    else:
        filled |= {"channel": seen.channel, "sku": seen.sku}
        open_record(place, CHANNEL_RULES, None, filled=filled, over=dialog)
