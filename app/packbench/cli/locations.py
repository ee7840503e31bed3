"""`packbench locations …`: locations, looked at and changed."""

from packbench.cli.masters import group_of

app = group_of("locations")
