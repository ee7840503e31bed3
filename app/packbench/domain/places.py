"""Postal codes as they are looked up: letters and digits alone, as coarse as the data.

For Great Britain, Ireland and Canada the public data has only the first part of a code: the outward
code, the routing key, the forward sortation area.
"""

_GB_INWARD = 3
_FIRST_PART = 3


def postal_key(country: str, postal_code: str) -> str:
    """The key under which the coordinates of a postal code are kept."""
    code = "".join(c for c in postal_code.upper() if c.isalnum())
    if country == "GB" and len(code) > _GB_INWARD + 1:
        return code[:-_GB_INWARD]
    if country in {"IE", "CA"}:
        return code[:_FIRST_PART]
    return code
