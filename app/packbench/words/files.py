"""The sentences for what stands in the way of a file, and for files of another kind."""

import errno
import os
from collections.abc import Mapping

from packbench.domain.files import FileTrouble, ForeignKind, system_reason
from packbench.words.counted import Counted, counted
from packbench.words.language import mark, tr

_SYSTEM: Mapping[str, str] = {
    "ENOENT": mark("There is no such file or folder."),
    "ENOTDIR": mark("A part of the path is no folder."),
    "EISDIR": mark("It is a folder."),
    "EEXIST": mark("It exists already."),
    "EACCES": mark("The rights forbid it."),
    "EPERM": mark("The rights forbid it."),
    "EROFS": mark("It can only be read."),
    "ENOSPC": mark("The disk is full."),
    "EDQUOT": mark("The disk is full."),
    "ENAMETOOLONG": mark("The name is too long."),
    "EMFILE": mark("Too many files are open."),
    "EBUSY": mark("Another program uses it."),
    "EIO": mark("The disk or the network failed."),
}
"""By the name of the system's error number: the system itself speaks its own language."""

TROUBLES: Mapping[FileTrouble, str | Counted] = {
    FileTrouble.LOCKED: mark("It is protected by a password."),
    FileTrouble.SEVERAL_MEMBERS: Counted(
        "The archive holds {count} file, not one.", "The archive holds {count} files, not one."
    ),
    FileTrouble.NOT_ORDINARY: mark("It is no ordinary file."),
    FileTrouble.BEYOND_A_SHEET: mark("Row {row} is beyond what an XLSX file can hold."),
    FileTrouble.TOO_MANY_CELLS: mark(
        "From its first to its last cell it would have more than {count} cells."
    ),
    FileTrouble.TOO_MANY_PARTS: mark("It has more than {count} parts."),
    FileTrouble.TOO_MANY_SHEETS: mark("It has more than {count} sheets."),
    FileTrouble.UNPACKS_TOO_LARGE: mark("Unpacked, it needs more memory than there is room for."),
    FileTrouble.PACKED_TOO_TIGHTLY: mark(
        "It unpacks to some hundred times its size, as no table does."
    ),
    FileTrouble.TAKES_TOO_LONG: mark("Looking at it takes more than {count} seconds."),
    FileTrouble.OF_A_DATABASE: mark(
        "It is of a database, which would be destroyed. Give another name."
    ),
    FileTrouble.WRONG_ENDING: mark("Its name has to end in one of these: {endings}."),
    FileTrouble.FOLDER_NOT_EMPTY: mark("It is not empty; give the name of a new folder."),
    FileTrouble.DATABASE_NOT_EMPTY: mark(
        "It holds data already, and the demo needs an empty database."
    ),
    FileTrouble.FOLDER_GONE: mark(
        "There is no such folder: look at its path, and whether its disk or share is connected."
    ),
}

FOREIGN: Mapping[str, str] = {
    ForeignKind.LOCKED_WORKBOOK: mark(
        "{file} is a workbook protected by a password. Save it without a password."
    ),
    ForeignKind.OLD_EXCEL: mark(
        "{file} is an old Excel file (.xls). Open it in a spreadsheet program and save it as XLSX"
        " or CSV."
    ),
    ForeignKind.OLD_XML_WORKBOOK: mark(
        "{file} is an old XML workbook. Open it in a spreadsheet program and save it as XLSX or"
        " CSV."
    ),
    ForeignKind.BINARY_WORKBOOK: mark(
        "{file} is a binary Excel workbook (.xlsb). Open it in a spreadsheet program and save it"
        " as XLSX or CSV."
    ),
    ForeignKind.OPEN_DOCUMENT_TABLE: mark(
        "{file} is an OpenDocument table (.ods). Open it in a spreadsheet program and save it as"
        " XLSX or CSV."
    ),
    ForeignKind.NUMBERS_DOCUMENT: mark(
        "{file} is a Numbers document. Open it in a spreadsheet program and save it as XLSX or CSV."
    ),
    ForeignKind.TEXT_DOCUMENT: mark(
        "{file} is a text document. Export the table as CSV or XLSX where it comes from."
    ),
    ForeignKind.PRESENTATION: mark(
        "{file} is a presentation. Export the table as CSV or XLSX where it comes from."
    ),
    ForeignKind.PDF: mark("{file} is a PDF. Export the table as CSV or XLSX where it comes from."),
    ForeignKind.WEB_PAGE: mark(
        "{file} is a web page that is called a table. Open it in a spreadsheet program and save it"
        " as XLSX or CSV."
    ),
    ForeignKind.XML: mark(
        "{file} is an XML file. Export the table as CSV or XLSX where it comes from."
    ),
    ForeignKind.JSON: mark(
        "{file} is a JSON file. Export the table as CSV or XLSX where it comes from."
    ),
    ForeignKind.PARQUET: mark(
        "{file} is a Parquet file. Export the table as CSV or XLSX where it comes from."
    ),
    ForeignKind.SEVEN_ZIP: mark("{file} is a 7z archive. Unpack it and import the table in it."),
    ForeignKind.RAR: mark("{file} is a RAR archive. Unpack it and import the table in it."),
    ForeignKind.ZSTANDARD: mark(
        "{file} is a file packed with Zstandard. Unpack it and import the table in it."
    ),
    ForeignKind.NESTED_ARCHIVE: mark(
        "{file} is a packed file inside another one. Unpack it and import the table in it."
    ),
    ForeignKind.SYLK: mark(
        "{file} is a SYLK table (.slk). Open it in a spreadsheet program and save it as XLSX or"
        " CSV."
    ),
    ForeignKind.FLAT_OPEN_DOCUMENT: mark(
        "{file} is an OpenDocument table (.fods). Open it in a spreadsheet program and save it as"
        " XLSX or CSV."
    ),
    ForeignKind.ARCHIVE_OF_WORKBOOKS: mark(
        "{file} is an archive of workbooks. Unpack it and import the table in it."
    ),
}
"""By `ForeignKind`, what a file of another kind is, with what to do about it."""


def file_trouble_words(reason: str, params: Mapping[str, object]) -> str:
    """The sentence for why a file can't be read or written.

    Args:
        reason: a trouble, or what `system_reason` gave.
        params: the values that the sentence names.
    """
    if reason in TROUBLES:
        return counted(TROUBLES[FileTrouble(reason)], params).format(**params)
    if reason in _SYSTEM:
        return tr(_SYSTEM[reason])
    number = getattr(errno, reason, None) if reason.isupper() else None
    words = os.strerror(number) if isinstance(number, int) else reason
    return tr("The system says: {words}.").format(words=words)


def os_reason(error: OSError) -> str:
    """The sentence for what the operating system said."""
    return file_trouble_words(system_reason(error), {})
