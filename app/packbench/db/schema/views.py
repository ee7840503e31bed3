"""Views of lists that people keep under a name."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, false, text

from packbench.db.schema.base import Base, Id, SortText, one_of
from packbench.db.schema.mapped import Mapped, mapped_column
from packbench.domain.views import ViewTab


class SavedViewRow(Base):
    """How a list is filtered, sorted and arranged, kept under a name by an operator.

    `body` is a `domain.views.ViewState` as JSON. A name is an operator's once a list. `version`
    counts the changes, so that two who change it at once are told. `made_by` is the command that
    made it. What is deleted stays with the command that did it, and can be had back.
    """

    __tablename__ = "saved_view"
    __table_args__ = (
        one_of("tab", ViewTab),
        CheckConstraint("version > 0", name="version_positive"),
        CheckConstraint("name <> ''", name="named"),
        Index(
            "ix_saved_view_name",
            "operator_id",
            "tab",
            "name_key",
            unique=True,
            sqlite_where=text("deleted_by IS NULL"),
            postgresql_where=text("deleted_by IS NULL"),
        ),
    )

    id: Mapped[Id]
    tab: Mapped[str]
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(SortText)
    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id"))
    shared: Mapped[bool] = mapped_column(server_default=false())
    body: Mapped[str]
    version: Mapped[int] = mapped_column(server_default="1")
    made_by: Mapped[int] = mapped_column(ForeignKey("command.id"), index=True)
    deleted_by: Mapped[int | None] = mapped_column(ForeignKey("command.id"))
