"""The sentences for how a station and its database talk."""

from collections.abc import Mapping

from packbench.domain.transport import Transport
from packbench.words.language import mark, tr

TRANSPORTS: Mapping[Transport, str] = {
    Transport.WITHIN: mark("The database is on this computer."),
    Transport.OPEN: mark(
        "What goes to the database isn't encrypted: others on the network could read it."
    ),
    Transport.ENCRYPTED: mark(
        "What goes to the database is encrypted, but the server isn't verified (sslmode)."
    ),
    Transport.VERIFIED: mark("What goes to the database is encrypted, and the server is verified."),
}


def transport_words(transport: Transport) -> str:
    """What is to be known of it."""
    return tr(TRANSPORTS[transport])
