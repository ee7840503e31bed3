"""`packbench mappings …`: which columns are taken as which in files that came before."""

import typer

from packbench.cli.session import Session, table
from packbench.domain.custom_fields import FieldOf, custom_fields
from packbench.exchange.kinds import header_of
from packbench.services.custom_fields import fields_in_use
from packbench.services.importing import mappings_kept as service
from packbench.services.importing.mappings_kept import KeptMapping
from packbench.words.language import tr

app = typer.Typer(no_args_is_help=True)


@app.callback()
def group() -> None:
    """Mappings of columns that are kept for files of one layout."""


@app.command("list")
def list_(context: typer.Context) -> None:
    """List the mappings that `import --map … --remember` and the window keep."""
    session: Session = context.obj
    _emit(session, service.list_mappings(session.context()))


@app.command("forget")
def forget(context: typer.Context, layout: str) -> None:
    """Forget one: the next file of its layout is guessed anew."""
    session: Session = context.obj
    service.forget_mapping(session.context(), layout)
    _emit(session, service.list_mappings(session.context()))


def _emit(session: Session, kept: list[KeptMapping]) -> None:
    own = (fields_in_use(session.context(), of) for of in FieldOf)
    with custom_fields([one for fields in own for one in fields]):
        _tell(session, kept)


def _tell(session: Session, kept: list[KeptMapping]) -> None:
    rows = [(one.layout, one.mapping.kind, one.title, _pairs(one)) for one in kept]
    columns = (tr("layout"), tr("holds"), tr("first for"), tr("columns"))
    document = [
        {
            "layout": one.layout,
            "kind": one.mapping.kind,
            "title": one.title,
            "columns": {theirs: header_of(ours) for theirs, ours in one.mapping.columns.items()},
        }
        for one in kept
    ]
    session.emit({"mappings": document}, table(columns, rows))


def _pairs(one: KeptMapping) -> str:
    pairs = one.mapping.columns.items()
    return ", ".join(f"{theirs} = {header_of(ours)}" for theirs, ours in pairs)
