"""The commands of saved views, and of files of a list."""

from collections.abc import Callable

from packbench.domain.views import ViewTab
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandContext, CommandSpec
from packbench.ui.views.saved import SavedViews, ViewsOfList
from packbench.words.language import tr

_TABS = frozenset(one.value for one in ViewTab)


def view_commands(views: SavedViews) -> list[CommandSpec]:
    """What can be done with the view of the list in front."""

    def on_list(does: Callable[[ViewsOfList], None]) -> Callable[[], None]:
        def run() -> None:
            found = views.in_front()
            if found is not None:
                does(found)

        return run

    return [
        CommandSpec(
            CommandId.CHOOSE_VIEW,
            tr("Choose a view…"),
            on_list(ViewsOfList.choose),
            "list-filter",
            "Alt+V",
            tr("Your views of this list and those that others share; rename, share, delete one"),
            _is_list,
        ),
        CommandSpec(
            CommandId.SAVE_VIEW,
            tr("Save this view…"),
            on_list(ViewsOfList.save),
            "",
            "Alt+Shift+V",
            tr("Keep filter, order and columns of this list under a name"),
            _is_list,
        ),
        CommandSpec(
            CommandId.EXPORT_LIST,
            tr("Export these rows…"),
            on_list(ViewsOfList.export),
            "download",
            "Alt+Shift+X",
            tr("Write all rows of this filter, or the chosen ones, to a CSV or XLSX file"),
            _is_list,
        ),
    ]


def _is_list(context: CommandContext) -> bool:
    return context.online and context.view in _TABS
