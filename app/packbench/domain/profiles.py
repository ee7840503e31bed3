"""What is wrong with an import profile, as codes."""

import enum


class ProfileTrouble(enum.StrEnum):
    """Why an import profile can't be used."""

    EMPTY_CONDITION = "empty_condition"
    UNKNOWN_ENCODING = "unknown_encoding"
    UNKNOWN_KIND = "unknown_kind"
    LINES_GATHERED = "lines_gathered"
    ALONE_AND_DOCUMENT = "alone_and_document"
    ROWS_ARE_ALONE = "rows_are_alone"
    UNKNOWN_COLUMNS = "unknown_columns"
    DIFFERS_BY_LINE = "differs_by_line"
    NOT_THE_KEY = "not_the_key"
    COLUMNS_MISSING = "columns_missing"
    NOT_READABLE = "not_readable"
    NOT_A_PROFILE = "not_a_profile"
