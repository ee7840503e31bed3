"""`packbench ship`, `packbench void`: shipments leave the house, or did not after all."""

from typing import Annotated

import typer

from packbench.cli.packing import emit_packing
from packbench.cli.session import Session
from packbench.services.shipping.sending import ship_shipment, void_shipment


def ship(
    context: typer.Context,
    shipment: str,
    carrier: Annotated[str | None, typer.Option(help="Who carries it.")] = None,
    tracking: Annotated[str | None, typer.Option(help="The carrier's number for it.")] = None,
) -> None:
    """Ship a packed shipment: its units are on hand no more."""
    session: Session = context.obj
    sent = ship_shipment(session.context(), shipment, carrier=carrier, tracking=tracking)
    emit_packing(session, sent)


def void(context: typer.Context, shipment: str) -> None:
    """Take a shipped shipment back: packed as before, its units on hand again."""
    session: Session = context.obj
    emit_packing(session, void_shipment(session.context(), shipment))
