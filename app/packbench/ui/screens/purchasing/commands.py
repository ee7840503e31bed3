"""The commands of the Purchase Orders tab."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from packbench.domain.purchasing import INCOMING, PurchaseOrderStatus
from packbench.services.commands.declaration import Declaration
from packbench.services.purchasing.edited import EDITABLE
from packbench.ui.parts.bulk.commands import declared_commands
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandContext, CommandSpec
from packbench.ui.screens.purchasing.declared import DECLARED, TAB
from packbench.words.language import tr

if TYPE_CHECKING:
    from packbench.ui.screens.purchasing.controller import PurchasingController

Do = Callable[[], "PurchasingController"]


def purchase_commands(do: Do) -> list[CommandSpec]:
    """Every command of the tab."""
    return [
        CommandSpec(
            CommandId.NEW_PURCHASE,
            tr("New purchase order…"),
            lambda: do().new(),
            "package-plus",
            "Alt+Shift+N",
            tr("Make a purchase order: supplier, lines by scan, search or paste, days and terms"),
            lambda context: context.online,
        ),
        CommandSpec(
            CommandId.EDIT_PURCHASE,
            tr("Edit purchase order…"),
            lambda: do().edit(),
            "pencil",
            "Alt+Shift+E",
            tr("Change supplier, lines, days, terms and note of the selected purchase order"),
            _can_edit,
            why_not=tr("Select one purchase order that is not received, closed or cancelled."),
        ),
        CommandSpec(
            CommandId.CONFIRM_PURCHASE,
            tr("Enter confirmation…"),
            lambda: do().edit(confirms=True),
            "clipboard-check",
            "",
            tr("Enter what the supplier confirmed: quantities and days, and who waits for them"),
            _can_confirm,
            why_not=tr("Select one purchase order that was sent first."),
        ),
        *_declared(do),
        *_papers(do),
    ]


def _papers(do: Do) -> list[CommandSpec]:
    """What the supplier gets, and what is attached."""
    return [
        CommandSpec(
            CommandId.PURCHASE_DOCUMENT,
            tr("Show purchase order as PDF"),
            lambda: do().show_document(),
            "printer",
            "Alt+Shift+P",
            tr("Look at the purchase order as its supplier gets it, and save it"),
            _one_here,
            why_not=tr("Select one purchase order first."),
        ),
        CommandSpec(
            CommandId.MAIL_PURCHASE,
            tr("Send by e-mail…"),
            lambda: do().mail(),
            "mail",
            "",
            tr("Write PDF, CSV and an e-mail draft, open the draft, and note it as sent"),
            _can_mail,
            why_not=tr("Select one purchase order that is authorized or sent."),
        ),
        CommandSpec(
            CommandId.OPEN_ATTACHMENT,
            tr("Open attachment"),
            lambda: do().open_attachment(),
            "package-open",
            "Alt+F12",
            tr("Open what is attached to the selected purchase order"),
            _one_here,
            why_not=tr("Select one purchase order first."),
        ),
    ]


def _declared(do: Do) -> list[CommandSpec]:
    why_not = tr("Select purchase orders first, of a state that it is for.")
    return declared_commands(
        DECLARED, lambda command: do().change(command), _can_run, lambda _: why_not
    )


def _one_here(context: CommandContext) -> bool:
    return context.online and context.tab == TAB and context.selected == 1


def _can_mail(context: CommandContext) -> bool:
    fit = not context.states or bool(context.states & frozenset(INCOMING))
    return _one_here(context) and fit


def _can_confirm(context: CommandContext) -> bool:
    with_supplier = {PurchaseOrderStatus.SENT, PurchaseOrderStatus.PART_RECEIVED}
    return _one_here(context) and (not context.states or bool(context.states & with_supplier))


def _can_edit(context: CommandContext) -> bool:
    open_ = not context.states or bool(context.states & EDITABLE)
    return context.online and context.tab == TAB and context.selected == 1 and open_


def _can_run(_: CommandId, declared: Declaration, context: CommandContext) -> bool:
    """Whether some of the chosen purchase orders are in a state that the command is for."""
    fit = not context.states or bool(context.states & declared.states)
    return context.online and context.tab == TAB and context.selected > 0 and fit
