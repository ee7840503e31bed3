"""A folder for files that a command is to write."""

from pathlib import Path

from packbench.domain.files import FileTrouble, system_reason
from packbench.domain.refusals import Code, Refusal


def make_folder(folder: Path) -> None:
    """Makes the folder; refuses one that holds anything."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        empty = not any(folder.iterdir())
    except OSError as error:
        reason = system_reason(error)
        raise Refusal(Code.CANNOT_WRITE, file=str(folder), reason=reason) from error
    if not empty:
        reason = FileTrouble.FOLDER_NOT_EMPTY
        raise Refusal(Code.CANNOT_WRITE, file=str(folder), reason=reason)
