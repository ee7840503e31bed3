"""Each embedded file gets a random number in its header, which tells it from every other one."""

import secrets

from alembic import op

revision = "20261126_0940_which_file"
down_revision = "20261126_0930_ship_method"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"PRAGMA application_id = {secrets.randbelow(2**31 - 1) + 1}")


def downgrade() -> None:
    """The number may stay: nothing else uses it."""
