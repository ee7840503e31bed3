"""The commands of master data: list, show, new, edit, deactivate, activate, delete.

They are made of the declaration of each kind: its fields are their options.
"""

import inspect
from collections.abc import Callable, Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Any

import typer

from packbench.cli.own_fields import own_fields
from packbench.cli.results import raise_refused
from packbench.cli.session import Session, table, to_json
from packbench.domain.custom_fields import CustomField, FieldOf
from packbench.engine.bulk import How, Results
from packbench.services.custom_fields import fields_in_use
from packbench.services.masters import saving
from packbench.services.masters.declaration import FieldAsks, Master, MasterField
from packbench.services.masters.kinds import MASTERS, PRODUCTS
from packbench.services.masters.reading import find_records, read_record
from packbench.words.custom_fields import value_told
from packbench.words.language import mark, tr
from packbench.words.masters import FIELDS, field_word
from packbench.words.refusals import message
from packbench.words.states import outcome_word

_MAY_LACK = Annotated[str, typer.Argument(help=mark("Without it: all."))]
_DRY_RUN = Annotated[bool, typer.Option("--dry-run", help=mark("Only tell what would happen."))]
_OWN = Annotated[
    list[str] | None,
    typer.Option(
        "--field", help=mark("A field of your own: NAME=VALUE; an empty value empties it.")
    ),
]
_FIND = Annotated[str, typer.Option(help=mark("Only with this in the code or the name."))]
_LIMIT = Annotated[int | None, typer.Option(min=1, max=1_000_000, help=mark("At most so many."))]
_HELP: Mapping[str, str] = {
    "list": mark("List them by code."),
    "show": mark("Show one with all its values."),
    "new": mark("Make one; what is not said is as in a file without that column."),
    "edit": mark("Change what is said of one; an empty text takes a value away."),
    "deactivate": mark("Take one out of use; what names it stays."),
    "activate": mark("Use one again."),
    "delete": mark("Delete one that nothing names."),
}
_VERBS = ("list", "show", "new", "edit", "deactivate", "activate", "delete")


def add_master_commands(app: typer.Typer, name: str, *, but: Collection[str] = ()) -> None:
    """Adds the commands of a kind of master data to the commands of its name.

    Args:
        app: those commands.
        name: of the kind.
        but: those that it has otherwise.
    """
    master = MASTERS[name]
    for verb in _VERBS:
        if verb not in _left_out(master) and verb not in but:
            made = _MAKERS[verb](master)
            app.command(verb, help=_HELP[verb])(made)


def _left_out(master: Master) -> set[str]:
    """What can't be done to a kind."""
    out = set() if master.switch else {"activate", "deactivate"}
    return out | {"delete"} if master.permanent else out


def group_of(name: str) -> typer.Typer:
    """The commands of a kind that has no others."""
    app = typer.Typer(no_args_is_help=True)
    add_master_commands(app, name)
    return app


def _list(master: Master) -> Callable[..., None]:
    def run(context: typer.Context, find: _FIND = "", limit: _LIMIT = None) -> None:
        session: Session = context.obj
        own = _own(session, master)
        found = [_as_told(one, own) for one in find_records(session.context(), master, find, limit)]
        shown = [one.key for one in master.fields if one.listed]
        rows = [[values.get(key, "") for key in shown] for values in found]
        listed = table([field_word(key) for key in shown], rows)
        session.emit({master.name: found}, listed if rows else tr("There is none that fits."))

    return run


def _show(master: Master) -> Callable[..., None]:
    def run(context: typer.Context, **given: Any) -> None:
        session: Session = context.obj
        values, own = _read(session, master, _named(master, given))
        session.emit({master.record: values}, _shown(master, values, own))

    return _taking(run, master, options=())


def _new(master: Master) -> Callable[..., None]:
    def run(
        context: typer.Context, dry_run: bool, field: list[str] | None = None, **given: Any
    ) -> None:
        session: Session = context.obj
        how = How(preview=dry_run)
        told = _told(given) | own_fields(field)
        results = saving.create(session.context(), master, told, how=how)
        named = [] if dry_run else _named(master, given)
        _emit(session, master, results, named)

    rest = [one for one in master.fields if one.key not in master.key]
    return _taking(run, master, options=rest, tried=True)


def _edit(master: Master) -> Callable[..., None]:
    def run(
        context: typer.Context, dry_run: bool, field: list[str] | None = None, **given: Any
    ) -> None:
        session: Session = context.obj
        named = _named(master, given)
        values = _told({key: given[_OPTION.format(key)] for key in master.columns})
        values |= own_fields(field)
        how = How(preview=dry_run)
        results = saving.edit(session.context(), master, named, values, how=how)
        now = [values.get(key, old) for key, old in zip(master.key, named, strict=True)]
        _emit(session, master, results, [] if dry_run else now)

    return _taking(run, master, options=master.fields, tried=True, apart=True)


def _switch(on: bool) -> Callable[[Master], Callable[..., None]]:
    def make(master: Master) -> Callable[..., None]:
        def run(context: typer.Context, dry_run: bool, **given: Any) -> None:
            session: Session = context.obj
            named = _named(master, given)
            how = How(preview=dry_run)
            results = saving.switch(session.context(), master, [named], on=on, how=how)
            raise_refused(results)
            _emit(session, master, results, named)

        return _taking(run, master, options=(), tried=True)

    return make


def _delete(master: Master) -> Callable[..., None]:
    def run(context: typer.Context, dry_run: bool, **given: Any) -> None:
        session: Session = context.obj
        records = [_named(master, given)]
        results = saving.remove(session.context(), master, records, how=How(preview=dry_run))
        raise_refused(results)
        _emit(session, master, results, [])

    return _taking(run, master, options=(), tried=True)


_MAKERS: Mapping[str, Callable[[Master], Callable[..., None]]] = {
    "list": _list,
    "show": _show,
    "new": _new,
    "edit": _edit,
    "deactivate": _switch(False),
    "activate": _switch(True),
    "delete": _delete,
}
_OPTION = "new_{}"
"""Options of a record that is named by its key have names of their own inside."""


def _taking(
    run: Callable[..., None],
    master: Master,
    *,
    options: "tuple[MasterField, ...] | list[MasterField]",
    tried: bool = False,
    apart: bool = False,
) -> Callable[..., None]:
    """A function with the parameters that the library makes arguments and options of.

    Args:
        run: what is done.
        master: the kind; the values of its key are arguments.
        options: the fields that are options.
        tried: whether it can be tried.
        apart: whether a part of the key may be an option, too.
    """
    kind = inspect.Parameter.KEYWORD_ONLY
    made = [inspect.Parameter("context", kind, annotation=typer.Context)]
    for key in master.key:
        if key in master.table.required:
            made.append(inspect.Parameter(key, kind, annotation=str))
        else:
            made.append(inspect.Parameter(key, kind, annotation=_MAY_LACK, default=""))
    for one in options:
        name = _OPTION.format(one.key) if apart else one.key
        option = typer.Option(f"--{one.key.replace('_', '-')}", help=_help(one))
        annotation = Annotated[str | None, option]
        made.append(inspect.Parameter(name, kind, default=None, annotation=annotation))
    if options and master is PRODUCTS:
        made.append(inspect.Parameter("field", kind, default=None, annotation=_OWN))
    if tried:
        made.append(inspect.Parameter("dry_run", kind, default=False, annotation=_DRY_RUN))

    def command(**given: Any) -> None:
        run(**given)

    command.__signature__ = inspect.Signature(made)  # type: ignore[attr-defined]  # the library reads it
    command.__annotations__ = {one.name: one.annotation for one in made}
    return command


def _help(field: MasterField) -> str | None:
    """What the command line says of a field, still to be translated."""
    return _YES_NO if field.asks is FieldAsks.YES_NO else FIELDS[field.key].hint or None


_YES_NO = mark("yes or no")


def _named(master: Master, given: Mapping[str, Any]) -> list[str]:
    return [str(given[key]) for key in master.key]


def _told(given: Mapping[str, Any]) -> dict[str, str]:
    return {key: str(text) for key, text in given.items() if text is not None}


def _read(
    session: Session, master: Master, named: list[str]
) -> tuple[dict[str, Any], list[CustomField]]:
    """A record as programs read it, and the fields that the shop defined for its kind."""
    own = _own(session, master)
    return _as_told(read_record(session.context(), master, named), own), own or []


def _own(session: Session, master: Master) -> list[CustomField] | None:
    """The fields that the shop defined for a kind; None for a kind that has none."""
    if master is not PRODUCTS:
        return None
    return fields_in_use(session.context(), FieldOf.PRODUCT)


def _as_told(values: Mapping[str, str], own: Sequence[CustomField] | None) -> dict[str, Any]:
    """A record as programs read it: what the shop defined stands by its name."""
    told: dict[str, Any] = dict(values)
    if own is not None:
        told["fields"] = {one.name: told.pop(one.column, "") or None for one in own}
    return told


def _shown(master: Master, values: Mapping[str, Any], own: Sequence[CustomField]) -> Any:
    rows = [(field_word(one.key), values.get(one.key, "")) for one in master.fields]
    rows += [(one.label, value_told(one.kind, values["fields"][one.name])) for one in own]
    return table((tr("what"), tr("value")), rows)


def _emit(session: Session, master: Master, results: Results, named: list[str]) -> None:
    """Tells what became of a record and of orders, and of one that is kept its values."""
    kept = {master.record: _read(session, master, named)[0]} if named else {}
    emit_records(session, results, kept)


def emit_records(
    session: Session, results: Results, kept: Mapping[str, Mapping[str, Any]] = MappingProxyType({})
) -> None:
    """Tells what became of a record and of orders; programs are given what is `kept` as well."""
    told = to_json(results.results)
    for row, result in zip(told, results.results, strict=True):
        row["name"] = row.pop("order_number")
        row["message"] = message(result.notes)
    rows = [
        (one.order_number, outcome_word(one.outcome), message(one.notes)) for one in results.results
    ]
    columns = (tr("what"), tr("outcome"), tr("what happened"))
    session.emit({"results": told, **kept}, table(columns, rows))
