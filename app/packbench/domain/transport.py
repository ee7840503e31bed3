"""How a station and its database talk: as a code, told by `words.transport`."""

import enum


class Transport(enum.StrEnum):
    """Who could listen to what a station and its database say to each other.

    Attributes:
        WITHIN: it stays in this computer.
        OPEN: everybody on the network.
        ENCRYPTED: nobody, but somebody could stand in the server's place.
        VERIFIED: nobody; the server has shown that it is the one that is meant.
    """

    WITHIN = "within"
    OPEN = "open"
    ENCRYPTED = "encrypted"
    VERIFIED = "verified"
