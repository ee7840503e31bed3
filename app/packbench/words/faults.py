"""The sentences for faults of the environment: what is out of reach, and what mends it."""

from collections.abc import Mapping

from packbench.domain.refusals import FaultCode
from packbench.words.language import mark
from packbench.words.serving import SERVING_FAULT_WORDS

FAULTS: Mapping[FaultCode, str] = {
    **SERVING_FAULT_WORDS,
    FaultCode.DATABASE_ADDRESS: mark(
        "{url} is no address of a database. It is sqlite:///PATH or"
        " postgresql+psycopg://USER@SERVER/DATABASE; signs such as @ : / ? in a password are"
        " written %40 %3A %2F %3F."
    ),
    FaultCode.DATABASE_UNREACHABLE: mark(
        "The database can't be reached ({cause}). Check the address, the server and the network."
    ),
    FaultCode.DATABASE_NEWER: mark(
        "The database is of a newer Packbench ({revision}). Nothing is written to it from here."
        " Update Packbench on this computer."
    ),
    FaultCode.DATABASE_OLDER: mark(
        "The database is of an older Packbench ({revision}). Run `packbench db upgrade` once, when"
        " no station is at work."
    ),
    FaultCode.DATABASE_EMPTY: mark(
        "The database has no Packbench tables yet. Run `packbench db init` once."
    ),
    FaultCode.DATABASE_ENCODING: mark(
        "The database {database} is encoded as {encoding}, which can't keep every letter; Packbench"
        " needs {wanted}. Make one with: createdb -E {wanted} -T template0 NAME"
    ),
    FaultCode.DATABASE_FORBIDDEN: mark(
        "The database refuses it ({cause}). Its user lacks a right: whoever looks after the server"
        " gives it (administrator's guide, “A server for several stations”)."
    ),
    FaultCode.DATABASE_FOREIGN: mark(
        "This is no Packbench database. Nothing was changed; give another file or database."
    ),
    FaultCode.DATABASE_ON_NETWORK_SHARE: mark(
        "{path} is on a network share, where a database file breaks under several stations. Use a"
        " local disk, or a PostgreSQL server for several stations."
    ),
    FaultCode.DATABASE_READ_ONLY: mark(
        "The database can't be written. Check the rights of its file and its folder, and whether"
        " its disk may be written."
    ),
    FaultCode.DISK_FULL: mark("The disk is full. Nothing was changed; make room and try again."),
    FaultCode.FOLDER_READ_ONLY: mark("{path} can't be written. Check the rights of the folder."),
    FaultCode.NO_SCREEN: mark(
        "The window can't be opened: there is no screen here. Start Packbench on a desktop, or use"
        " its commands (`packbench --help`)."
    ),
    FaultCode.SCREEN_LIBRARY: mark(
        "The window can't be opened: the system library {name} is missing. Install Qt's libraries;"
        " on Debian and Ubuntu: apt install libxcb-cursor0 libxcb-icccm4 libxcb-image0"
        " libxcb-keysyms1 libxcb-render-util0 libxcb-xkb1 libxkbcommon-x11-0 libegl1"
    ),
    FaultCode.SCREEN_UNREACHABLE: mark(
        "The window can't be opened: the screen {name} can't be reached. Sign in at the desktop and"
        " start Packbench there, or set DISPLAY to a screen that lets you in."
    ),
    FaultCode.OUTCOME_UNKNOWN: mark(
        "It is not known yet whether `{name}` was done: the database was lost while it was being"
        " saved. When it is back, send the same once more with --key {key}: then it is done once,"
        " and you are told."
    ),
    FaultCode.DATABASE_SLOW: mark(
        "The database worked on one step for longer than it may, and was stopped ({cause}). Nothing"
        " was changed; try again when there is less to do."
    ),
    FaultCode.DATABASE_GONE: mark(
        "The database file {path} is not there any more: it was deleted or moved, or its disk is"
        " gone. Nothing is written until it is back. Put it back, or close Packbench and restore a"
        " back-up (`packbench db restore FILE`)."
    ),
    FaultCode.DATABASE_REPLACED: mark(
        "Another file lies at {path} than the one that was opened. Nothing is written. Put the"
        " right one back, or close Packbench and start it again to work with what lies there now."
    ),
    FaultCode.DATABASE_OVERWRITTEN: mark(
        "{path} was overwritten while it was open, by an older copy or by something else. Nothing"
        " is written. Close Packbench everywhere on this computer and restore a back-up"
        " (`packbench db restore FILE`)."
    ),
    FaultCode.DATABASE_LOG_GONE: mark(
        "{path}-wal, a part of the database, was deleted or replaced while it was open. Nothing is"
        " written. Close Packbench everywhere on this computer, start it again and check the"
        " database (File ▸ Check the database…, or `packbench db check`)."
    ),
    FaultCode.DATABASE_LEFT: mark(
        "There is no file {path}, but {trace} says that there was one: it was deleted or moved. Put"
        " it back, or restore a back-up (`packbench db restore FILE`). To begin anew, move {trace}"
        " elsewhere first."
    ),
    FaultCode.DISK_FAILED: mark(
        "The disk of the database does not answer as it should ({cause}). Look whether it is there,"
        " full or damaged, then try again."
    ),
    FaultCode.DATABASE_IN_USE: mark(
        "{name} is open somewhere else. Close every Packbench that works on it and try again;"
        " nothing was restored."
    ),
    FaultCode.BACKUP_FAILED: mark(
        "The back-up {path} could not be made ({cause}). Nothing was changed; mend that and try"
        " again."
    ),
    FaultCode.BACKUP_DAMAGED: mark(
        "{path} is no whole back-up of Packbench ({cause}). Nothing was changed; use another one."
    ),
    FaultCode.BACKUP_OTHER_KIND: mark(
        "{path} is a back-up of a {kind} database, and goes into such a one only. Name that one"
        " with --database."
    ),
    FaultCode.RESTORE_FAILED: mark(
        "The back-up {path} could not be restored ({cause}). The database is as it was."
    ),
    FaultCode.RESTORE_UNSOUND: mark(
        "What is in the back-up {path} is not sound ({cause}). The database is as it was. Use"
        " another back-up, or take this one all the same with --force."
    ),
    FaultCode.TOOL_MISSING: mark(
        "{tool} of PostgreSQL {wanted} is needed on this computer and was not found. Install"
        " PostgreSQL's client programs (Debian: postgresql-client-{wanted}), or do it on the"
        " server."
    ),
    FaultCode.TOOL_OLDER: mark(
        "{tool} on this computer is of PostgreSQL {found}, and the server of {wanted}, which it"
        " can't read. Install the client programs of PostgreSQL {wanted}."
    ),
    FaultCode.CLOCK_UNSURE: mark(
        "This computer's clock shows {shown}, but the last moment known to this database is"
        " {known}. Nothing that depends on the day is done before the clock is set right, or"
        " confirmed by `packbench clock --confirm`."
    ),
    FaultCode.SPOOLER_MISSING: mark(
        "This computer's print system does not answer, or is not installed. Look whether it runs"
        " (CUPS on Linux), or save the document as PDF."
    ),
    FaultCode.PRINTER_GONE: mark(
        "There is no printer {printer} on this computer, or not any more. `packbench printers list`"
        " shows those that there are."
    ),
    FaultCode.PRINTER_REFUSES: mark("{printer} takes no documents now: it was switched off."),
    FaultCode.PRINTER_NOT_CHOSEN: mark(
        "This station has no printer for {kind}. Choose one under File ▸ Printers…, or with"
        " `packbench printers use`."
    ),
    FaultCode.PRINT_FAILED: mark("{printer} did not take the document ({cause})."),
    FaultCode.PAPER_MISSING: mark("{printer} has no paper {paper}. It has: {cause}."),
    FaultCode.TRAY_MISSING: mark("{printer} has no tray {tray}. It has: {cause}."),
    FaultCode.DATABASE_OPTION: mark(
        "The address of the database has an option that can't be used: {option}. Correct it or"
        " leave it out."
    ),
    FaultCode.DATABASE_DAMAGED: mark(
        "The database is damaged ({cause}). Don't work on with it. Check it (File ▸ Check the"
        " database…, or `packbench db check`): that says what can be saved. Then take its last"
        " back-up, or ask for help before anybody goes on."
    ),
    FaultCode.KEYRING_MISSING: mark(
        "The address takes its password from the keyring, but there is no keyring here. Install it"
        " (pip install keyring), or use a password file (PGPASSFILE)."
    ),
    FaultCode.KEYRING_LOCKED: mark(
        "The keyring can't be opened ({cause}). Unlock it and try again."
    ),
    FaultCode.KEYRING_EMPTY: mark(
        "The keyring has no password for {account}. Store it with: keyring set {service} {account}"
    ),
    FaultCode.SCALE_GONE: mark(
        "The scale at {port} can't be reached ({cause}). Look at its cable; a weight can be typed."
    ),
    FaultCode.SCALE_FAILED: mark("The scale gave no weight. A weight can be typed."),
    FaultCode.CAMERA_FAILED: mark("No picture was taken. {cause}"),
}


FOREIGN_OR_DAMAGED = mark(
    "This is no Packbench database, or one whose beginning is damaged. Nothing was changed. Give"
    " another file, or see by `packbench db check` what can be saved of this one."
)
"""What `database_foreign` says of a file that does not even begin as a database does."""

KEPT = mark(
    "Nothing is lost: the document is kept as print job {job}. Print it elsewhere (`packbench"
    " printers again {job} --printer NAME`), or save it (`packbench printers save {job}`)."
)
"""What follows a fault of a printer, where the document is kept in the queue."""
