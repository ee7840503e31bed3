"""The words of the history of rules of channels: what was done, what a rule said."""

from collections.abc import Mapping

from packbench.domain.channels import Measure
from packbench.words.history import DONE
from packbench.words.language import mark, tr

_DONE: Mapping[str, str] = {
    "channel-rules.new": mark("Rule made"),
    "channel-rules.edit": mark("Rule changed"),
    "channel-rules.delete": mark("Rule deleted"),
    "channels.exclude": mark("Excluded"),
    "channels.include": mark("Counts again"),
    "channels.new": mark("Channel made"),
    "channels.edit": mark("Channel changed"),
    "channels.delete": mark("Channel deleted"),
    "products.delete": mark("Product deleted"),
    "import.channel-rules": mark("Imported from a file"),
    "import.channel-exclusions": mark("Imported from a file"),
}


def rule_done_words(command: str, undoes: str) -> str:
    """What was done; of an undo what it took back; of what is older that nobody knows it."""
    if undoes:
        return tr("Taken back: {what}").format(what=_done(undoes))
    return _done(command) if command else tr("Older than this history")


def _done(command: str) -> str:
    known = _DONE.get(command) or DONE.get(command)
    return tr(known) if known else command.replace(".", " ").replace("_", "-")  # as it is typed


def rule_said_words(said: Mapping[str, object] | None, *, warehouse: str) -> str:
    """What a rule said, in a clause; of an exclusion whether the warehouse counted."""
    if warehouse:
        return tr("counts") if said is None else tr("excluded")
    if said is None:
        return tr("no rule")
    if not said.get("push"):
        return tr("the channel is not told of it")
    told = _share_words(said.get("rule"), said.get("value"))
    if said.get("min_rule"):
        minimum = _share_words(said.get("min_rule"), said.get("min_value"))
        return tr("{rule}; at the minimum {minimum}").format(rule=told, minimum=minimum)
    return told


def _share_words(rule: object, value: object) -> str:
    words = tr("at most {value}") if rule == Measure.MAX.value else tr("{value} percent")
    return words.format(value=value)
