"""Reads ``user`` as Docker's ``--user`` does: a name or a number, perhaps with a group after a colon."""

from __future__ import annotations


def is_root(user: str) -> bool:
    """Tell whether a user is root, by name or by number, whatever the group."""
    name = user.partition(":")[0].strip()
    return name == "root" or (is_number(name) and int(name) == 0)


def is_number(name: str) -> bool:
    """Tell whether a user is given by a number that no image can give another meaning."""
    return name.isascii() and name.isdigit()
