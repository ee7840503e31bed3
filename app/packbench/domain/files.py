"""What stands in the way of a file, and what a file of another kind is: as codes."""

import enum
import errno

BESIDE_A_DATABASE = ("-wal", "-shm", "-journal")
"""How the names of the files end that SQLite keeps beside its own."""


class FileTrouble(enum.StrEnum):
    """Why a file can't be read or written, apart from what the operating system says."""

    LOCKED = "locked"
    SEVERAL_MEMBERS = "several_members"
    NOT_ORDINARY = "not_ordinary"
    BEYOND_A_SHEET = "beyond_a_sheet"
    TOO_MANY_CELLS = "too_many_cells"
    TOO_MANY_PARTS = "too_many_parts"
    TOO_MANY_SHEETS = "too_many_sheets"
    UNPACKS_TOO_LARGE = "unpacks_too_large"
    PACKED_TOO_TIGHTLY = "packed_too_tightly"
    TAKES_TOO_LONG = "takes_too_long"
    OF_A_DATABASE = "of_a_database"
    WRONG_ENDING = "wrong_ending"
    FOLDER_NOT_EMPTY = "folder_not_empty"
    DATABASE_NOT_EMPTY = "database_not_empty"
    FOLDER_GONE = "folder_gone"


class ForeignKind(enum.StrEnum):
    """What a file is that is neither text nor XLSX."""

    LOCKED_WORKBOOK = "locked_workbook"
    OLD_EXCEL = "old_excel"
    OLD_XML_WORKBOOK = "old_xml_workbook"
    BINARY_WORKBOOK = "binary_workbook"
    OPEN_DOCUMENT_TABLE = "open_document_table"
    NUMBERS_DOCUMENT = "numbers_document"
    TEXT_DOCUMENT = "text_document"
    PRESENTATION = "presentation"
    PDF = "pdf"
    WEB_PAGE = "web_page"
    XML = "xml"
    JSON = "json"
    PARQUET = "parquet"
    SEVEN_ZIP = "seven_zip"
    RAR = "rar"
    ZSTANDARD = "zstandard"
    ARCHIVE_OF_WORKBOOKS = "archive_of_workbooks"
    NESTED_ARCHIVE = "nested_archive"
    SYLK = "sylk"
    FLAT_OPEN_DOCUMENT = "flat_open_document"


def system_reason(error: OSError) -> str:
    """What the operating system said, as the name of its number (`ENOSPC`); else its own words."""
    return errno.errorcode.get(error.errno or 0) or error.strerror or str(error)
