"""The demo's people outside, by the short code of the company whose address book they stand in."""

from __future__ import annotations

from typing import NamedTuple


class DemoExpert(NamedTuple):
    name: str
    company: str
    address: str
    purposes: tuple[str, ...]


EXPERTS: dict[str, tuple[DemoExpert, ...]] = {
    "NV": (
        DemoExpert("Elke Brandt", "Paketdienst Küste", "elke.brandt@paketdienst.example", ("Sendung", "Nachforschung")),
        DemoExpert("Kanzlei Ohm", "Ohm & Partner", "kanzlei@ohm.example", ("Recht", "Widerruf")),
    ),
    "AT": (
        DemoExpert("Toni Berger", "Bergschule Watzmann", "toni@bergschule.example", ("Touren", "Bergführer")),
        DemoExpert("Vroni Huber", "Seilwerk Huber", "vroni@seilwerk.example", ("Verleih", "Ausrüstung")),
    ),
}
ACCOUNTS = {"second_level": "rueckfragen", "reply": "weiterleitung"}
"""The local parts of the system accounts, by kind."""
