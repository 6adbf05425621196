"""Rows to list without a database: as much of a queryset as a list uses."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cmp_to_key
from typing import Any


@dataclass(frozen=True)
class Company:
    """A made-up company, the thing that the example pages list and edit."""

    pk: int
    name: str
    code: str
    colour: int
    description: str = ""
    channels: tuple[str, ...] = ("mail",)
    groups: int = 0
    active: bool = True
    version: int = 1

    def __str__(self) -> str:
        return self.name


COMPANIES = [
    Company(1, "Alpina Touren", "AT", 2, "Bergtouren und Verleih", ("mail", "phone", "chat"), 3),
    Company(2, "Brandt Fahrräder", "BF", 3, "Werkstatt und Ersatzteile", ("mail", "phone"), 2),
    Company(3, "Hansekontor Tee", "HT", 6, "Abonnements, nur schriftlich", ("mail", "letter"), 2),
    Company(4, "Klangwerk Lübeck", "KL", 9, "Konzertkarten und Abos", ("mail", "chat"), 1),
    Company(5, "Möbelhaus Osten", "MO", 8, "Lieferung und Aufbau", ("mail", "phone", "letter"), 4),
    Company(6, "Nordlicht Versand", "NV", 1, "Outdoor-Versand für Endkunden", ("mail", "phone", "letter", "chat"), 6),
    Company(
        7, "Stadtgrün Energie", "SE", 5, "Verträge und Zählerstände", ("mail", "phone", "letter", "chat"), 0, False
    ),
    Company(8, "Weserstift", "WS", 7, "Bestellungen für Schulen", ("mail",), 1, False),
    Company(9, "Zahnrad Film", "ZF", 12, "Verleih von Kameratechnik", ("mail", "phone"), 1),
]


class Rows:
    """Filters, orders and cuts like a queryset, and remembers whether it was counted."""

    def __init__(self, items: list[Any]) -> None:
        self.items = items

    def filter(self, **lookups: Any) -> Rows:
        kept = self.items
        for lookup, wanted in lookups.items():
            field, _, how = lookup.partition("__")
            kept = [item for item in kept if _fits(getattr(item, field), how, wanted)]
        return Rows(kept)

    def order_by(self, *names: str) -> Rows:
        def compare(one: Any, other: Any) -> int:
            for name in names:
                field = name.removeprefix("-")
                left, right = getattr(one, field), getattr(other, field)
                if left != right:
                    return (-1 if left < right else 1) * (-1 if name.startswith("-") else 1)
            return 0

        return Rows(sorted(self.items, key=cmp_to_key(compare)))

    def __getitem__(self, part: slice) -> list[Any]:
        return self.items[part]


def _fits(value: Any, how: str, wanted: Any) -> bool:
    if how == "icontains":
        return str(wanted).lower() in str(value).lower()
    if how == "gte":
        return bool(value >= wanted)
    return str(value) == str(wanted)
