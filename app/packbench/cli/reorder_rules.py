"""`packbench reorder-rules …`: when a product is bought again for a warehouse."""

from packbench.cli.masters import group_of

app = group_of("reorder-rules")
