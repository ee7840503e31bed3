"""What a person is told of a cause for which a row is rejected."""

from packbench.exchange.rejects import Reject
from packbench.words.rejects import reject_words


def sentence_of(reject: Reject) -> str:
    """The sentence of one cause."""
    return reject_words(reject.code, reject.column, reject.value, reject.params)
