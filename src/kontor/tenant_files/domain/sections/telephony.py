"""What the tenant's calls go out with, and which callers it does not take."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kontor.calls.domain.blocking import block_number, unblock_number
from kontor.calls.domain.telephony import change_telephony, systems_for, telephony_of
from kontor.calls.models import BlockedNumber
from kontor.kernel.errors import Refused
from kontor.tenant_files.domain.records import Field, Record, required
from kontor.tenant_files.domain.section import Entry, Rows, Single, Work
from kontor.tenant_files.domain.shapes import Text
from kontor.tenants.models import Tenant


class Telephony(Single):
    key = "telephony"
    title = _("Telephony")
    about = _(
        "The telephone system is one of the installation, by its name. Its trunks and dialled numbers are set up there."
    )
    shape = Record(
        {
            "system": Field(Text(longest=120)),
            "prefix": Field(Text(longest=20, pattern="[0-9*#]*")),
            "postfix": Field(Text(longest=20, pattern="[0-9*#]*")),
        }
    )

    def models(self) -> list[str]:
        return ["calls.tenanttelephony"]

    def entry(self, tenant: Tenant) -> Entry:
        row = telephony_of(tenant)
        system = row.system if row.system_id else None
        name = system.name if system and system.deleted_at is None else ""
        return {"system": name, "prefix": row.prefix, "postfix": row.postfix}

    def remark(self, new: Entry) -> str:
        if not new["system"]:
            return ""
        sentence = gettext(
            "Trunks and dialled numbers are not in the file: enter them at the telephone system “%(name)s”."
        )
        return sentence % {"name": new["system"]}

    def change(self, work: Work, old: Entry, new: Entry) -> None:
        row = telephony_of(work.tenant)
        system = systems_for(work.tenant).filter(name=new["system"]).first() if new["system"] else None
        if new["system"] and system is None:
            sentence = gettext("There is no telephone system “%(name)s” that serves this tenant.")
            raise Refused(sentence % {"name": new["system"]})
        plain = {"prefix": new["prefix"], "postfix": new["postfix"]}
        change_telephony(work.tenant, system=system, version=row.version, by=work.by, **plain)


class BlockedNumbers(Rows):
    key = "blocked_numbers"
    title = _("Blocked numbers")
    identity = "number"
    shape = Record({"number": required(Text(longest=40)), "reason": Field(Text(longest=200))})

    def models(self) -> list[str]:
        return ["calls.blockednumber"]

    def match(self, entry: Entry) -> str:
        return "".join(str(entry["number"]).split())

    def entries(self, tenant: Tenant) -> list[Entry]:
        rows = BlockedNumber.objects.filter(tenant=tenant).order_by("normalized")
        return [{"number": row.number, "reason": row.reason} for row in rows]

    def create(self, work: Work, new: Entry) -> None:
        block_number(work.tenant, new["number"], reason=new["reason"], by=work.by)

    def change(self, work: Work, old: Entry, new: Entry) -> None:
        self.remove(work, old)
        self.create(work, new)

    def remove(self, work: Work, old: Entry) -> None:
        rows: Iterable[BlockedNumber] = BlockedNumber.objects.filter(tenant=work.tenant, number=old["number"])
        for row in rows:
            unblock_number(row, by=work.by)
