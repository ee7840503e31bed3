"""The sentences for programs of channels: tokens, requests, watched folders."""

from collections.abc import Mapping

from packbench.domain.outcomes import Said
from packbench.words.counted import Counted
from packbench.words.language import mark

SERVING_SENTENCES: Mapping[Said, str | Counted] = {
    Said.REVOKED_BEFORE: mark("The token {hint} was revoked before; it opens nothing."),
    Said.CHANNEL_OUT_OF_USE: mark(
        "The channel {name} is out of use. Take it into use again, then make its token."
    ),
}

INVALID_CURSORS: Mapping[str, str] = {
    "cursor": mark(
        "{value} is no cursor that this channel was given. Ask again and use its cursor."
    ),
}
