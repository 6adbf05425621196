"""Addresses and whole domains that a mail's sender or recipients are compared with. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from kontor.kernel.text import normalize_email


@dataclass(frozen=True)
class AddressPattern:
    """An address, or ``@domain`` for every address of the domain and of those below it.

    An address also stands for its plus forms: ``service@shop.example`` for ``service+order@shop.example``.
    """

    written: str
    local: str
    domain: str

    @classmethod
    def of(cls, written: str) -> AddressPattern:
        if written.startswith("@"):
            domain = normalize_email(f"x{written}").rpartition("@")[2]
            return cls(written, "", domain)
        local, _at, domain = normalize_email(written).rpartition("@")
        return cls(written, local, domain)

    def fits(self, address: str) -> bool:
        """The address is one of those meant; it must be normalised."""
        local, _at, domain = address.rpartition("@")
        if not self.domain or not local:
            return False
        if not self.local:
            return domain == self.domain or domain.endswith("." + self.domain)
        return domain == self.domain and (local == self.local or local.partition("+")[0] == self.local)
