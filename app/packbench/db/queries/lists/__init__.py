"""What the tables of the window show: ids in order, and rows by id.

Each module has a frozen query, a frozen row, `select_ids` (or `read_ids`, where SQL alone can't
sort) and `read_rows`. The order of the ids is total: the id comes last.
"""
