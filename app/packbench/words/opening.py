"""What is told of a database that somebody wants to open: what opening does, or why it can't be."""

from collections.abc import Mapping

from packbench.domain.opening import CannotOpenError, OpeningTrouble, OpenState
from packbench.domain.refusals import EnvironmentFault, FaultCode, Refusal
from packbench.words.files import file_trouble_words
from packbench.words.language import mark, tr
from packbench.words.refusals import sentence

OPENING: Mapping[OpenState, str] = {
    OpenState.READY: mark("It can be opened."),
    OpenState.OLDER: mark(
        "It is of an older Packbench. Opening brings it to this version; a copy of it as it is"
        " stays beside it. An older Packbench can't open it any more then."
    ),
    OpenState.NEW: mark("There is no database yet. Opening makes a new, empty one there."),
}

OPEN_BUTTONS: Mapping[OpenState, str] = {
    OpenState.READY: mark("Open"),
    OpenState.OLDER: mark("Bring to this version and open"),
    OpenState.NEW: mark("Make a new database and open it"),
}

TROUBLES: Mapping[OpeningTrouble, str] = {
    OpeningTrouble.FOLDER: mark("{path} is a folder. Choose the database file in it."),
    OpeningTrouble.NO_FOLDER: mark(
        "There is no folder {path}. Look how it is written; a new database needs a folder that is"
        " there."
    ),
    OpeningTrouble.NOT_REACHED: mark(
        "{path} can't be reached. {reason} Look how it is written, or ask whose folder it is."
    ),
    OpeningTrouble.HOST_UNKNOWN: mark(
        "Nobody knows a server {host}. Look how its name is written, or give its number; ask the"
        " administrator which it is."
    ),
    OpeningTrouble.REFUSED: mark(
        "{host} answers, but no PostgreSQL is there at port {port}. The administrator starts it,"
        " lets it listen to the network, or tells the right port."
    ),
    OpeningTrouble.SILENT: mark(
        "{host} does not answer at port {port}. Is it switched on, and is this computer in its"
        " network? A firewall may be in between: the administrator opens the port."
    ),
    OpeningTrouble.PASSWORD: mark(
        "The server does not take this password for {user}. Type it again; only the administrator"
        " can set another one."
    ),
    OpeningTrouble.PASSWORD_MISSING: mark("The server wants a password for {user}. Type it above."),
    OpeningTrouble.NO_DATABASE: mark(
        "The server has no database {database}. Look how it is written; the administrator makes"
        " one (administrator's guide, “A server for several stations”)."
    ),
    OpeningTrouble.NO_USER: mark(
        "The server has no user {user}. Look how it is written; the administrator makes one."
    ),
    OpeningTrouble.NOT_LET_IN: mark(
        "The server lets {user} not in from this computer. The administrator allows it in"
        " pg_hba.conf."
    ),
}

_OF_SERVERS: Mapping[FaultCode, str] = {
    FaultCode.DATABASE_OLDER: mark(
        "The database on the server is of an older Packbench ({revision}). The administrator runs"
        " `packbench db upgrade` once, when no station is at work."
    ),
    FaultCode.DATABASE_EMPTY: mark(
        "The database on the server has no Packbench tables yet. The administrator runs `packbench"
        " db init` once."
    ),
}


def opening_words(error: CannotOpenError | EnvironmentFault | Refusal) -> str:
    """Why a place can't be opened, and what to do."""
    if isinstance(error, CannotOpenError):
        params = dict(error.params)
        if "reason" in params:
            params["reason"] = file_trouble_words(str(params["reason"]), {})
        return tr(TROUBLES[error.trouble]).format(**params)
    if isinstance(error, EnvironmentFault) and error.code in _OF_SERVERS:
        return tr(_OF_SERVERS[error.code]).format(**error.params)
    if isinstance(error, Refusal):
        return tr("Another program keeps this file to itself. Close that program, and try again.")
    return sentence(error)
