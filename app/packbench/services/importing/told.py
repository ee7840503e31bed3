"""The result of an import as programs read it, wherever they asked for it."""

from typing import Any

from packbench.domain.plain import plain_values
from packbench.services.importing.files import ImportResult, RejectedCell
from packbench.words.refusals import told
from packbench.words.rejects import reject_words


def import_document(result: ImportResult) -> dict[str, Any]:
    """The result with its notes and causes in words beside their codes."""
    document: dict[str, Any] = plain_values(result)
    document["notes"] = list(map(told, result.told))
    for cell, one in zip(document["rejects"], result.rejects, strict=True):
        cell["message"] = cell_words(one)
    return document


def cell_words(cell: RejectedCell) -> str:
    """Why a row stays out, in a sentence."""
    return reject_words(cell.code, cell.column, cell.value, cell.params)
