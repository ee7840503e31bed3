"""The keys of the window, by menu, as they stand on the sheet that can be hung up."""

from packbench.services.documents.key_sheet import KeyGroup, KeyRow
from packbench.ui.parts.commands.registry import CommandRegistry
from packbench.ui.parts.commands.spec import CommandSpec
from packbench.ui.parts.shell.shell_commands import HELP, MENUS
from packbench.words.language import tr


def key_groups(registry: CommandRegistry) -> list[KeyGroup]:
    """Every command that has keys, in the order of the menus; those of the tabs last."""
    left = {spec.id: spec for spec in registry.specs() if spec.shortcut}
    groups = []
    for title, placement in {**MENUS, **HELP}.items():
        shown = [left.pop(command) for command in placement if command and command in left]
        groups.append((tr(title).replace("&", ""), shown))
    groups.insert(-1, (tr("Actions, each on the tabs where it can be used"), list(left.values())))
    return [KeyGroup(name, tuple(map(_row, specs))) for name, specs in groups if specs]


def _row(spec: CommandSpec) -> KeyRow:
    return KeyRow(spec.shortcut, spec.text.removesuffix("…"))
