"""What the tables of the window show: ids in order, and rows by id.

Each module has a frozen query, a frozen row, `select_ids` and `read_rows`. The order of
`select_ids` is total: the id comes last.
"""
