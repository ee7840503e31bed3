"""`packbench operators …`: operators, looked at and changed."""

from packbench.cli.masters import group_of

app = group_of("operators")
