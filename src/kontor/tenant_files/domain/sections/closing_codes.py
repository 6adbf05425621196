"""Closing codes: how a ticket ended."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.org.domain.closing_codes import change_closing_code, create_closing_code, delete_closing_code
from kontor.org.models import ClosingCode
from kontor.tenant_files.domain.records import Record, required
from kontor.tenant_files.domain.section import Entry, Rows, Work
from kontor.tenant_files.domain.shapes import Text
from kontor.tenants.models import Tenant


class ClosingCodes(Rows):
    key = "closing_codes"
    title = _("Closing codes")
    identity = "code"
    shape = Record({"code": required(Text(longest=20)), "name": required(Text(longest=120))})

    def models(self) -> list[str]:
        return ["org.closingcode"]

    def match(self, entry: Entry) -> str:
        return str(entry["code"])

    def entries(self, tenant: Tenant) -> list[Entry]:
        rows = ClosingCode.objects.living().filter(tenant=tenant).order_by("code")
        return [{"code": row.code, "name": row.name} for row in rows]

    def create(self, work: Work, new: Entry) -> None:
        create_closing_code(work.tenant, code=new["code"], name=new["name"], by=work.by)

    def change(self, work: Work, old: Entry, new: Entry) -> None:
        row = self._row(work, old)
        change_closing_code(row, code=new["code"], name=new["name"], version=row.version, by=work.by)

    def remove(self, work: Work, old: Entry) -> None:
        delete_closing_code(self._row(work, old), by=work.by)

    def _row(self, work: Work, entry: Entry) -> ClosingCode:
        return work.one(ClosingCode.objects.living().filter(tenant=work.tenant), code=entry["code"])
