"""Writing what was rendered to files: whole, and nothing in the place of another without a word."""

from dataclasses import dataclass, field
from pathlib import Path

from packbench.domain.files import system_reason
from packbench.domain.left_out import OrderLeftOut
from packbench.domain.refusals import Code, Refusal
from packbench.domain.unprintable import Unprintable
from packbench.engine.command.context import Context
from packbench.exchange.outputs import Output
from packbench.exchange.replacing import replacing


@dataclass(frozen=True, slots=True)
class WrittenFiles:
    """The files that were written, how many pages they have in all, and what is not legible."""

    files: list[str]
    pages: int
    unprintable: list[Unprintable] = field(default_factory=list)
    left_out: list[OrderLeftOut] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Writing:
    """Writes documents to a file or into a folder; without `force` nothing is replaced."""

    context: Context
    target: Path
    force: bool

    def check(self, name: str) -> None:
        """Refuses a place where a document of that name can't be written."""
        output = self._output(name)
        output.require_ending(Path(name).suffix)
        output.require_free()

    def write(self, name: str, data: bytes) -> Path:
        """Writes it, and makes its folder where that is missing; refuses as `check` does."""
        self.check(name)
        output = self._output(name)
        path = output.path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = system_reason(error)
            raise Refusal(Code.CANNOT_WRITE, file=str(path), reason=reason) from error
        with replacing(output) as draft:
            draft.write_bytes(data)
        return path

    def _output(self, name: str) -> Output:
        path = self.target / name if _is_folder(self.target) else self.target
        return Output(path, self.context.database.path, self.force)


def _is_folder(target: Path) -> bool:
    """A folder that is there, or a name without an ending, which will be one."""
    return target.is_dir() or not (target.suffix or target.exists())
