"""Amounts of money in words."""

from __future__ import annotations

from decimal import Decimal

from django.utils import formats

SIGNS = {"EUR": "€", "GBP": "£", "USD": "$"}
"""What people write instead of the three letters (ISO 4217)."""


def money(amount: Decimal | None, currency: str) -> str:
    """The amount with two places and its currency, as the reader's language writes numbers; "–" where there is none."""
    if amount is None:
        return "–"
    return f"{formats.number_format(amount, 2)}\u00a0{SIGNS.get(currency, currency)}"
