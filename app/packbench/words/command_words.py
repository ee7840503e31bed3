"""What the words of a command are."""

from dataclasses import dataclass

from packbench.words.counted import Counted


@dataclass(frozen=True, slots=True)
class CommandWords:
    """What a command is called, and what is told of it; to be translated where it is shown.

    Attributes:
        title: in menus and as a dialog's heading, a verb first.
        tip: one clause on what it is for: tips, the command line's help, the guide.
        about: one sentence in its dialog on what happens.
        button: on the button that does it, for so many orders.
        doing: while it runs.
        done: of so many orders when it ran, a whole sentence.
        units: on the button for so many units of one order, where units can be chosen.
    """

    title: str
    tip: str
    about: str
    button: Counted
    doing: str
    done: Counted
    units: Counted | None = None


@dataclass(frozen=True, slots=True)
class FieldWords:
    """What a field of a command is called.

    Attributes:
        label: before the field, with `&` before the letter that goes to it.
        help: what the command line says of it.
        hint: what stands in it while it is empty, or beside its box.
        needed: what is told while it is empty and must not be.
        everything: the choice that chooses nothing in particular.
    """

    label: str
    help: str
    hint: str = ""
    needed: str = ""
    everything: str = ""
