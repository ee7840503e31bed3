"""`packbench suppliers …`: suppliers, looked at and changed, and what they did."""

from packbench.cli.masters import group_of
from packbench.cli.supplier_facts import add_supplier_facts

app = group_of("suppliers")
add_supplier_facts(app)
