"""The codes of a station's control sheet: commands that are scanned instead of typed.

A code is `Z`, the command's word and the check character over both. A SKU or an order number that
happens to begin with Z is none.
"""

from packbench.domain.catalog import code_key
from packbench.domain.codes import check_character

COMMANDS = (
    *("DONE", "UNDO", "CANCEL", "NEXTBOX", "PRINT", "REPRINT", "SHORT", "HOLD", "DAMAGED"),
    *("REJECT", "HELP", "LOGOUT"),
    *(f"Q{units}" for units in range(2, 25)),
)
"""What can be scanned from the sheet; `Q5` says that the next scan counts five."""


def units_of(command: str) -> int | None:
    """How many pieces the next scan counts, 5 of `Q5`; None for what is no such command."""
    return int(command[1:]) if command in COMMANDS and command.startswith("Q") else None


def control_code(command: str) -> str:
    """The code of one of the commands, as the sheet has it."""
    if command not in COMMANDS:
        raise ValueError(command)
    body = f"Z{command}"
    return body + check_character(body)


_BY_KEY = {code_key(control_code(command)): command for command in COMMANDS}


def parse_control_code(text: str) -> str | None:
    """The command that a scanned text is the code of, in either case; None for anything else."""
    return _BY_KEY.get(code_key(text))
