"""`packbench fields …`: the fields that a shop defines, of orders and of products."""

from typing import Annotated

import typer

from packbench.cli.masters import emit_records
from packbench.cli.results import raise_refused
from packbench.cli.session import Session, table
from packbench.domain.custom_fields import CustomKind, FieldOf
from packbench.engine.bulk import How, Results
from packbench.services.masters import saving
from packbench.services.masters.kinds import FIELDS
from packbench.services.masters.reading import find_records, read_record
from packbench.words.language import tr
from packbench.words.masters import CHOICES, field_word

app = typer.Typer(no_args_is_help=True)

Of = Annotated[FieldOf, typer.Option("--of", help="Of orders or of products.")]
Name = Annotated[str, typer.Argument(help="What files and programs call it.")]
Label = Annotated[str | None, typer.Option(help="What people call it.")]
KindOf = Annotated[CustomKind | None, typer.Option("--kind", help="What it holds.")]
Choices = Annotated[
    str | None, typer.Option(help="What can be chosen, several with ;. Of the kind choice.")
]
Required = Annotated[
    bool | None, typer.Option("--required/--optional", help="Whether it may be left empty.")
]
Listed = Annotated[
    bool | None, typer.Option("--listed/--not-listed", help="Whether lists show it at first.")
]
OnSlip = Annotated[
    bool | None, typer.Option("--on-slip/--not-on-slip", help="Whether packing slips have it.")
]
OnPickList = Annotated[
    bool | None,
    typer.Option("--on-pick-list/--not-on-pick-list", help="Whether pick lists have it."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only tell what would happen.")]


@app.command("list")
def list_(
    context: typer.Context,
    of: Annotated[FieldOf | None, typer.Option("--of", help="Only these.")] = None,
) -> None:
    """List the fields, used or not."""
    session: Session = context.obj
    found = [
        one for one in find_records(session.context(), FIELDS) if of is None or one["of"] == of
    ]
    shown = [one.key for one in FIELDS.fields if one.listed]
    rows = [[_told(key, values[key]) for key in shown] for values in found]
    listed = table([field_word(key) for key in shown], rows)
    nothing = tr("There is no field yet: packbench fields new NAME makes one.")
    session.emit({"fields": found}, listed if rows else nothing)


@app.command("show")
def show(context: typer.Context, name: Name, of: Of = FieldOf.ORDER) -> None:
    """Show one field with all that is said of it."""
    session: Session = context.obj
    values = read_record(session.context(), FIELDS, [of.value, name])
    rows = [(field_word(one.key), _told(one.key, values[one.key])) for one in FIELDS.fields]
    session.emit({"field": values}, table((tr("what"), tr("value")), rows))


@app.command("new")
def new(
    context: typer.Context,
    name: Name,
    of: Of = FieldOf.ORDER,
    label: Label = None,
    kind: KindOf = None,
    choices: Choices = None,
    required: Required = None,
    listed: Listed = None,
    on_slip: OnSlip = None,
    on_pick_list: OnPickList = None,
    dry_run: DryRun = False,
) -> None:
    """Make a field; without a label it is called by its name."""
    session: Session = context.obj
    values = _given(None, label or name, kind, choices)
    values |= _switches(required, listed, on_slip, on_pick_list)
    told = {"of": of.value, "name": name, **values}
    results = saving.create(session.context(), FIELDS, told, how=How(preview=dry_run))
    _emit(session, results, None if dry_run else [of.value, name])


@app.command("edit")
def edit(
    context: typer.Context,
    name: Name,
    of: Of = FieldOf.ORDER,
    new_name: Annotated[str | None, typer.Option("--name", help="Its name instead.")] = None,
    label: Label = None,
    kind: KindOf = None,
    choices: Choices = None,
    required: Required = None,
    listed: Listed = None,
    on_slip: OnSlip = None,
    on_pick_list: OnPickList = None,
    dry_run: DryRun = False,
) -> None:
    """Change what is said of a field; its values stay."""
    session: Session = context.obj
    values = _given(new_name, label, kind, choices)
    values |= _switches(required, listed, on_slip, on_pick_list)
    named = [of.value, name]
    results = saving.edit(session.context(), FIELDS, named, values, how=How(preview=dry_run))
    _emit(session, results, None if dry_run else [of.value, new_name or name])


@app.command("off")
def off(
    context: typer.Context, name: Name, of: Of = FieldOf.ORDER, dry_run: DryRun = False
) -> None:
    """Switch a field off: its values stay, and nothing shows or asks for it."""
    _switch(context, of, name, on=False, dry_run=dry_run)


@app.command("on")
def on(context: typer.Context, name: Name, of: Of = FieldOf.ORDER, dry_run: DryRun = False) -> None:
    """Switch a field on again, with the values that it has."""
    _switch(context, of, name, on=True, dry_run=dry_run)


@app.command("delete")
def delete(
    context: typer.Context, name: Name, of: Of = FieldOf.ORDER, dry_run: DryRun = False
) -> None:
    """Delete a field that nothing has a value in."""
    session: Session = context.obj
    how = How(preview=dry_run)
    results = saving.remove(session.context(), FIELDS, [[of.value, name]], how=how)
    raise_refused(results)
    _emit(session, results, None)


def _told(key: str, text: str) -> str:
    """A value as a person is told it: our words are translated, the shop's are as they are."""
    return tr(CHOICES[text]) if key in _WORDS else text


_WORDS = frozenset({"of", "kind"})


def _switch(context: typer.Context, of: FieldOf, name: str, *, on: bool, dry_run: bool) -> None:
    session: Session = context.obj
    how = How(preview=dry_run)
    results = saving.switch(session.context(), FIELDS, [[of.value, name]], on=on, how=how)
    raise_refused(results)
    _emit(session, results, [of.value, name])


def _given(
    name: str | None, label: str | None, kind: CustomKind | None, choices: str | None
) -> dict[str, str]:
    """The texts that were told."""
    told = {"name": name, "label": label, "kind": kind and kind.value, "choices": choices}
    return {key: text for key, text in told.items() if text is not None}


def _switches(
    required: bool | None, listed: bool | None, on_slip: bool | None, on_pick_list: bool | None
) -> dict[str, str]:
    """The answers that were told."""
    told = {
        "required": required,
        "listed": listed,
        "on_slip": on_slip,
        "on_pick_list": on_pick_list,
    }
    return {key: "yes" if answer else "no" for key, answer in told.items() if answer is not None}


def _emit(session: Session, results: Results, named: list[str] | None) -> None:
    """Tells what became of a field, and of one that is kept what is said of it."""
    kept = {"field": read_record(session.context(), FIELDS, named)} if named else {}
    emit_records(session, results, kept)
