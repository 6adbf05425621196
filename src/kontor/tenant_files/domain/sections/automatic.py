"""What is answered or forwarded without anybody, one a category."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.answers.domain.automatic_entries import (
    AutomaticValues,
    change_automatic,
    create_automatic,
    delete_automatic,
)
from kontor.answers.enums import AutomaticAction
from kontor.answers.models import AutomaticReply
from kontor.org.models import Category
from kontor.tenant_files.domain.records import Field, Many, Record, required
from kontor.tenant_files.domain.section import Entry, Rows, Work
from kontor.tenant_files.domain.shapes import Name, Text, YesNo
from kontor.tenants.models import Tenant
from kontor.texts.models import ReplyTemplate

_RECIPIENT = Record({"name": Field(Text(longest=120)), "address": required(Text(longest=254))})


class AutomaticReplies(Rows):
    key = "automatic_replies"
    title = _("Automatic replies")
    identity = "category"
    shape = Record(
        {
            "category": required(Name("categories", empty=False)),
            "action": required(Text(allowed=tuple(AutomaticAction.values))),
            "template": required(Name("templates", empty=False)),
            "forward_to": Field(Many(_RECIPIENT)),
            "active": Field(YesNo(True)),
        }
    )

    def models(self) -> list[str]:
        return ["answers.automaticreply"]

    def match(self, entry: Entry) -> str:
        return str(entry["category"])

    def entries(self, tenant: Tenant) -> list[Entry]:
        rows = AutomaticReply.objects.filter(tenant=tenant, category__deleted_at=None, template__deleted_at=None)
        return [
            {
                "category": row.category.internal_name,
                "action": row.action,
                "template": row.template.internal_name,
                "forward_to": [{"name": name, "address": address} for name, address in row.forward_to],
                "active": row.active,
            }
            for row in rows.select_related("category", "template").order_by("category__internal_name")
        ]

    def create(self, work: Work, new: Entry) -> None:
        rows = Category.objects.living().filter(tenant=work.tenant)
        create_automatic(work.known(rows, internal_name=new["category"]), self._values(work, new), by=work.by)

    def change(self, work: Work, old: Entry, new: Entry) -> None:
        row = self._row(work, old)
        change_automatic(row, self._values(work, new), version=row.version, by=work.by)

    def remove(self, work: Work, old: Entry) -> None:
        delete_automatic(self._row(work, old), by=work.by)

    def _values(self, work: Work, new: Entry) -> AutomaticValues:
        templates = ReplyTemplate.objects.living().filter(tenant=work.tenant)
        return AutomaticValues(
            AutomaticAction(new["action"]),
            work.known(templates, internal_name=new["template"]),
            [[each["name"], each["address"]] for each in new["forward_to"]],
            new["active"],
        )

    def _row(self, work: Work, entry: Entry) -> AutomaticReply:
        rows = AutomaticReply.objects.filter(tenant=work.tenant)
        return work.one(rows, category__internal_name=entry["category"])
