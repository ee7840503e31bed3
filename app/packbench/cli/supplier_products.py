"""`packbench supplier-products …`: what each supplier calls and asks for a product."""

from packbench.cli.masters import group_of

app = group_of("supplier-products")
