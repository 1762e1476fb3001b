"""A model run: what is run, for which period, and where its files are."""

from __future__ import annotations
