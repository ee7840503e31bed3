"""Alembic's environment: it runs on the connection that `packbench.db.migrate` hands over."""

from alembic import context

from packbench.db.schema import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    compare_type=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
