"""Cells that hold no value at all, whatever their column: errors of a formula, lost digits.

Spreadsheet programs write these words into CSV files too, each in its own language.
"""

import re

from packbench.domain.rejects import RejectCode
from packbench.exchange.cells import CellForm
from packbench.exchange.workbook import DateText, FormattedText, FormulaText, YesNoText

_ERRORS = frozenset(
    (
        *("#N/A", "#NV", "#N/D", "#N/D!", "#N/B", "#ND"),
        *("#NULL!", "#NUL!", "#NULO!", "#¡NULO!", "#NULLO!", "#LEEG!", "#ZERO!"),
        *("#REF!", "#BEZUG!", "#¡REF!", "#RIF!", "#ADR!", "#VERW!"),
        *("#DIV/0!", "#DIV/0", "#¡DIV/0!", "#DEEL/0!", "#DZIEL/0!"),
        *("#VALUE!", "#WERT!", "#VALEUR!", "#¡VALOR!", "#VALOR!", "#VALORE!", "#ARG!", "#WAARDE!"),
        *("#NAME?", "#NOM?", "#NOM ?", "#¿NOMBRE?", "#NOME?", "#NAZWA?", "#NAAM?"),
        *("#NUM!", "#ZAHL!", "#NOMBRE!", "#¡NUM!", "#LICZBA!", "#GETAL!"),
        *("#SPILL!", "#ÜBERLAUF!", "#CALC!", "#KALK!", "#FIELD!", "#FELD!", "#BLOCKED!"),
        *("#CONNECT!", "#BUSY!", "#UNKNOWN!", "#EXTERNAL!", "#PYTHON!", "#TIMEOUT!"),
        *("#GETTING_DATA", "#GETTING_DATA!"),
    )
)
"""In the languages of Excel and LibreOffice that our users write: en, de, fr, es, it, pl, nl."""
_CALC_ERROR = re.compile(r"err:[0-9]{3}|#{3,}", re.IGNORECASE)
"""LibreOffice's numbered errors, and the signs of a column that is too narrow for its number."""


def is_error(text: str) -> bool:
    """Whether a cell's text is the error of a formula."""
    if text[:1] == "#":
        return text.upper() in _ERRORS or _CALC_ERROR.fullmatch(text) is not None
    return text[:4].casefold() == "err:" and _CALC_ERROR.fullmatch(text) is not None


def may_hold_errors(line: str) -> bool:
    """Whether the texts of a row, one after another, are worth a look at each cell."""
    return "#" in line or "rr:" in line


def cell_fault(cell: str, form: CellForm) -> RejectCode | None:
    """What makes a cell of a column of this form unusable, whatever stands in it otherwise."""
    if is_error(cell.strip()):
        return RejectCode.ERROR_CELL
    if type(cell) is FormulaText:
        return RejectCode.NO_RESULT
    if form is CellForm.CODE and type(cell) is DateText:
        return RejectCode.DATE_CELL
    if form is CellForm.CODE and type(cell) is YesNoText:
        return RejectCode.YES_NO_CELL
    if form is not CellForm.OTHER and type(cell) is FormattedText:
        return RejectCode.NUMBER_FORMAT
    return None
