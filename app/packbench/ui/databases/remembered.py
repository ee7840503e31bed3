"""Which databases were opened in a window of this computer; addresses without passwords."""

from packbench.ui.parts.shell.memory import Memory

_CHOSEN, _RECENT = "database", "databases"
_MOST = 8


def chosen_database(memory: Memory) -> str:
    """The address that the window opens when none is named; empty for this computer's own."""
    return memory.text(_CHOSEN)


def recent_databases(memory: Memory) -> list[str]:
    """The addresses opened last, the newest first."""
    kept = memory.data(_RECENT)
    return [one for one in kept if isinstance(one, str)] if isinstance(kept, list) else []


def note_opened(memory: Memory, url: str) -> None:
    """A database was opened."""
    from packbench.services.office.opening import without_password  # noqa: PLC0415 - the start needs the rest of this before the database layer is there

    address = without_password(url)
    others = [one for one in recent_databases(memory) if one != address]
    if address:
        memory.keep_data(_RECENT, [address, *others][:_MOST])


def choose_database(memory: Memory, url: str) -> None:
    """The window opens this one from now on, unless another one is named."""
    from packbench.services.office.opening import without_password  # noqa: PLC0415 - the same

    memory.keep_text(_CHOSEN, without_password(url))
    memory.write()
