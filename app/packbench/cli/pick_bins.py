"""`packbench pick-bins …`: from which bins products are picked, looked at and changed."""

from packbench.cli.masters import group_of

app = group_of("pick-bins")
