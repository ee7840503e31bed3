"""The sentences for programs of channels: tokens, requests, watched folders."""

import enum
from collections.abc import Mapping

from packbench.domain.outcomes import Said
from packbench.domain.refusals import FaultCode
from packbench.words.counted import Counted
from packbench.words.language import mark, tr

SERVING_SENTENCES: Mapping[Said, str | Counted] = {
    Said.REVOKED_BEFORE: mark("The token {hint} was revoked before; it opens nothing."),
    Said.CHANNEL_OUT_OF_USE: mark(
        "The channel {name} is out of use. Take it into use again, then make its token."
    ),
}

SERVING_FAULT_WORDS: Mapping[FaultCode, str] = {
    FaultCode.SERVER_MISSING: mark(
        "The packages of the server are not installed ({name}). Install them:"
        " pip install 'packbench[server]'"
    ),
    FaultCode.ADDRESS_TAKEN: mark("{address} can't be served. {cause} Choose another --port."),
    FaultCode.CERTIFICATE_UNUSABLE: mark(
        "{path} can't be used as a certificate. It is a PEM file with its key, or --key-file names"
        " the key, which has no passphrase."
    ),
    FaultCode.FOLDER_WATCHED: mark(
        "{path} is watched already by another Packbench. One at a time watches a folder."
    ),
}

INVALID_REQUESTS: Mapping[str, str] = {
    "watched folder": mark("{value} is no folder. Make it, or name another one."),
    "kind of a file": mark(
        "{value} doesn't tell what it holds. Put it into a folder called after its kind, such as"
        " orders, or begin its name with it: orders-today.csv."
    ),
    "no rows": mark("No row was sent. Send at least one, with order_number, sku and quantity."),
    "another channel": mark(
        "Row {row} names the channel {value}; the token is for {own}. Nothing was taken in."
    ),
    "cursor": mark(
        "{value} is no cursor that this channel was given. Ask again and use its cursor."
    ),
}


class RequestFault(enum.StrEnum):
    """Everything for which a request is answered before any service is asked."""

    UNAUTHORIZED = "unauthorized"
    NO_SUCH_PATH = "no_such_path"
    NO_SUCH_CHANNEL = "no_such_channel"
    WRONG_METHOD = "wrong_method"
    TOO_SLOW = "too_slow"
    TOO_LARGE = "too_large"
    BAD_JSON = "bad_json"
    BAD_PARAMETER = "bad_parameter"
    TOO_OFTEN = "too_often"
    BUG = "bug"


class BadBody(enum.StrEnum):
    """What is wrong with the JSON of a request."""

    BROKEN = "broken"
    NOT_UTF8 = "not_utf8"
    TOO_DEEP = "too_deep"
    TWICE = "twice"
    NO_NUMBER = "no_number"
    NOT_AN_OBJECT = "not_an_object"
    UNKNOWN_FIELD = "unknown_field"
    FIELD_MISSING = "field_missing"
    NOT_A_LIST = "not_a_list"
    TOO_MANY_ROWS = "too_many_rows"
    ROW_NOT_AN_OBJECT = "row_not_an_object"
    NOT_A_CELL = "not_a_cell"
    NO_LETTER = "no_letter"
    NOT_A_CURSOR = "not_a_cursor"


_REQUESTS: Mapping[RequestFault, str] = {
    RequestFault.UNAUTHORIZED: mark(
        "The token is missing, wrong or revoked. Send “Authorization: Bearer TOKEN”; `packbench"
        " channels token CHANNEL` makes one."
    ),
    RequestFault.NO_SUCH_PATH: mark("Nothing is served here. /docs lists what is."),
    RequestFault.NO_SUCH_CHANNEL: mark(
        "The token is for another channel than this one. Ask for the channel that it was made for."
    ),
    RequestFault.WRONG_METHOD: mark("This can't be asked in this way. /docs lists what can."),
    RequestFault.TOO_SLOW: mark("The request did not come to its end in time. Send it again."),
    RequestFault.TOO_LARGE: mark(
        "The request is larger than {megabytes} MB and was not read. Send it in parts."
    ),
    RequestFault.TOO_OFTEN: mark("Too many requests came. Ask again in {seconds} s."),
    RequestFault.BAD_PARAMETER: mark("“{value}” can't be used as “{name}”. /docs says what can."),
    RequestFault.BUG: mark(
        "Something went wrong in Packbench (incident {incident}); nothing was changed."
    ),
}

_BODIES: Mapping[BadBody, str] = {
    BadBody.BROKEN: mark("The JSON breaks off or is broken in line {line}, at sign {column}."),
    BadBody.NOT_UTF8: mark("The request isn't UTF-8 throughout. Send it as UTF-8."),
    BadBody.TOO_DEEP: mark("The JSON is nested too deeply."),
    BadBody.TWICE: mark("“{name}” stands twice in one object. Send it once."),
    BadBody.NO_NUMBER: mark("{value} is no number that can be used."),
    BadBody.NOT_AN_OBJECT: mark("Send an object with “{name}”."),
    BadBody.UNKNOWN_FIELD: mark("“{other}” isn't known here. Send an object with “{name}” alone."),
    BadBody.FIELD_MISSING: mark("“{name}” is missing."),
    BadBody.NOT_A_LIST: mark("“{name}” has to be a list."),
    BadBody.TOO_MANY_ROWS: mark("{count} rows are too many. Send at most {most} at a time."),
    BadBody.ROW_NOT_AN_OBJECT: mark("Row {row} is no object. Send columns with their values."),
    BadBody.NOT_A_CELL: mark(
        "Row {row}, {column}: a list or an object can't be used. Send a text or a number."
    ),
    BadBody.NO_LETTER: mark("Row {row}, {column}: the text holds a sign of no letter (NUL)."),
    BadBody.NOT_A_CURSOR: mark(
        "{value} is no cursor. Send the whole number that the last answer gave."
    ),
}


def request_words(fault: RequestFault, params: Mapping[str, object]) -> str:
    """The sentence for a request that is not answered."""
    text = _BODIES[BadBody(str(params["why"]))] if "why" in params else _REQUESTS[fault]
    return tr(text).format(**params)


def rejected_words(row: int, column: str, told: str, *, can_update: bool) -> str:
    """Why no order came in: the first cause, where it stands, and what to do."""
    at = tr("Row {row}, {column}: {told}").format(row=row, column=column, told=told)
    if not can_update:
        return at
    return " ".join((at, tr("Send it with ?update=true to change what is there.")))
