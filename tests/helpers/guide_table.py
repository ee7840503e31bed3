"""Writes the table of commands into the operator's guide, from their declarations.

usage: PYTHONPATH=tests python tests/helpers/guide_table.py
"""

from pathlib import Path

from packbench.services.commands.declaration import Declaration
from packbench.services.commands.orders import ORDER_COMMANDS
from packbench.words.language import tr

GUIDE = Path(__file__).parents[2] / "docs" / "operator-guide.md"
BEGIN = "<!-- The commands, written by tests/helpers/guide_table.py -->"
END = "<!-- End of the commands -->"


def guide() -> str:
    """The guide with the table as the declarations have it."""
    text = GUIDE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n{_table()}\n{END}{after}"


def _table() -> str:
    head = "| command | key | does | for |\n|---|---|---|---|"
    return "\n".join([head, *(_row(one) for one in ORDER_COMMANDS)])


def _row(declared: Declaration) -> str:
    words = declared.words
    which = "what waits" if declared.only_waiting else "any order"
    return f"| {tr(words.title)} | {declared.keys} | {tr(words.tip)} | {which} |"


if __name__ == "__main__":
    GUIDE.write_text(guide(), encoding="utf-8")
