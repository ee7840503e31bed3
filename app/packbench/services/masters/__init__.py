"""Master data: products, warehouses and what else orders name, looked at and changed by hand."""
