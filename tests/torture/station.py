"""A station of the torture, as a process: sends commands and writes down what it was told.

usage: python -m torture.station URL JOURNAL NAME SEED FOLDER
"""

import random
import sys
import time
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from packbench.bootstrap import open_context
from packbench.db.errors import translate
from packbench.db.heartbeat import Heartbeat
from packbench.domain.refusals import EnvironmentFault, FaultCode, Refusal
from packbench.engine.bulk import Results
from packbench.engine.command.context import Context
from torture.journal import Journal, Line, Told
from torture.work import Clerk, Step

_PAUSE_S = 0.2


class Station:
    """Works until it is killed."""

    def __init__(self, context: Context, journal: Journal, clerk: Clerk, life: str) -> None:
        self._context, self._journal, self._clerk, self._life = context, journal, clerk, life
        self._sent = 0

    def work(self) -> None:
        """One command after the other; the same one again while its fate is not known."""
        while True:
            step = self._clerk.next_step()
            self._sent += 1
            key = f"{self._life}:{self._sent}"
            self._write(step, key, Told.SENT)
            told = self._ask(step, key)
            while told is Told.UNKNOWN:
                time.sleep(_PAUSE_S)
                told = self._ask(step, key, otherwise=Told.UNKNOWN)

    def _ask(self, step: Step, key: str, otherwise: Told = Told.FAULT) -> Told:
        """Sends it; a fault leaves open what became of an earlier try, if there was one."""
        told, detail = Told.DONE, ""
        try:
            result = step.run(self._context, key)
            if isinstance(result, Results) and not result.undoable:
                told, detail = Told.REFUSED, "nothing to do for any order"
        except Refusal as refusal:
            told, detail = Told.REFUSED, refusal.code.value
        except EnvironmentFault as fault:
            told, detail = _of_fault(fault, otherwise), fault.code.value
        except SQLAlchemyError as error:
            known = translate(error, self._context.database.url)
            told = Told.BUG
            if isinstance(known, EnvironmentFault):
                told = _of_fault(known, otherwise)
            detail = repr(known)[:500]
        except Exception as error:  # noqa: BLE001 - that is what the torture looks for
            told, detail = Told.BUG, repr(error)[:500]
        self._write(step, key, told, detail)
        if told is Told.DONE:
            self._clerk.was_done(step, key)
        elif told is not Told.REFUSED:
            time.sleep(_PAUSE_S)
        return told

    def _write(self, step: Step, key: str, told: Told, detail: str = "") -> None:
        name = self._life.partition(":")[0]
        units = step.units if told is Told.DONE else 0
        self._journal.write(Line(name, key, step.name, told, detail, units, time.time()))


def _of_fault(fault: EnvironmentFault, otherwise: Told) -> Told:
    return Told.UNKNOWN if fault.code is FaultCode.OUTCOME_UNKNOWN else otherwise


def main() -> None:
    """Opens the database as the composition root does, and works."""
    url, journal, name, seed, folder = sys.argv[1:]
    life = f"{name}:{time.time_ns()}"
    chance = random.Random(seed)  # noqa: S311 - made up again from the seed
    context = open_context(url, operator=name, station=name)
    if not context.database.is_sqlite:
        Heartbeat(context.database).start()
    clerk = Clerk(f"{name}-{time.time_ns()}", chance, Path(folder))
    Station(context, Journal(Path(journal)), clerk, life).work()


if __name__ == "__main__":
    main()
