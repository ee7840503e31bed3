"""How the scanner of a station is set up."""

from sqlalchemy import CheckConstraint, ForeignKey, false

from packbench.db.schema.base import Base, one_of
from packbench.db.schema.mapped import Mapped, mapped_column
from packbench.domain.scanning.scanner import ScannerKind


class StationScanner(Base):
    """The scanner of one station; see `domain.scanning.scanner.ScannerSetup`."""

    __tablename__ = "station_scanner"
    __table_args__ = (
        one_of("kind", ScannerKind),
        CheckConstraint("baud > 0", name="baud_positive"),
    )

    station_id: Mapped[int] = mapped_column(ForeignKey("station.id"), primary_key=True)
    kind: Mapped[str]
    prefix: Mapped[str]
    us_layout: Mapped[bool] = mapped_column(server_default=false())
    port: Mapped[str | None]
    baud: Mapped[int] = mapped_column(server_default="9600")
