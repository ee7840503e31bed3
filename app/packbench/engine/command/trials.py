"""Commands that can be tried: done in their transaction, told, and rolled back."""

from collections.abc import Callable
from typing import Generic, TypeVar

from packbench.engine.collector import without_collector
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.command.logged import TakenBackError
from packbench.engine.command.short import ShortWay

R = TypeVar("R")


class _NothingKept(TakenBackError, Generic[R]):  # noqa: N818 - it carries the answer out
    def __init__(self, result: R) -> None:
        super().__init__()
        self.result = result


def run_or_try(
    context: Context,
    call: Call,
    result_type: type[R],
    work: Callable[[Transaction], R],
    *,
    keep: Callable[[R], bool],
    short: ShortWay[R] | None = None,
) -> R:
    """Runs a command and gives its result; what `keep` says no to is rolled back, audit row too.

    What it frees may be thousands of lines: the collector of cycles has nothing to find in them.
    `short` is tried first, for what is kept in any case.
    """

    def kept(transaction: Transaction) -> R:
        result = work(transaction)
        if not keep(result):
            raise _NothingKept(transaction.answer(result))
        return result

    try:
        with without_collector():
            return run_command(context, call, result_type, kept, short=short)
    except _NothingKept as nothing:
        result: R = nothing.result
        return result
