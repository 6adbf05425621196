"""Which answers are released before they go, and which are looked at afterwards."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kontor.answers.domain.review_rule_entries import (
    RuleValues,
    agents_of,
    change_review_rule,
    create_review_rule,
    delete_review_rule,
)
from kontor.answers.enums import ReviewPurpose
from kontor.answers.models import ReviewRule
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenant_files.domain.records import Field, Record, required
from kontor.tenant_files.domain.section import Entry, Rows, Work
from kontor.tenant_files.domain.shapes import Name, Number, Text
from kontor.tenants.models import Tenant


class Reviews(Rows):
    key = "review_rules"
    title = _("Four-eyes rules and samples")
    about = _("Which answers are released first or looked at afterwards; what is left out does not matter.")
    identity = "#"
    shape = Record(
        {
            "purpose": required(Text(allowed=tuple(ReviewPurpose.values))),
            "category": Field(Name("categories")),
            "agent": Field(Text(longest=80)),
            "finding": Field(Text(longest=40)),
            "percent": Field(Number(1, 100, default=100)),
        }
    )

    def models(self) -> list[str]:
        return ["answers.reviewrule"]

    def match(self, entry: Entry) -> str:
        return str(entry[self.identity])

    def label(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            parts = (entry["purpose"], entry["category"], entry["agent"], entry["finding"])
            entry[self.identity] = " · ".join(part for part in parts if part)

    def entries(self, tenant: Tenant) -> list[Entry]:
        rows = ReviewRule.objects.filter(tenant=tenant).exclude(category__deleted_at__isnull=False)
        rows = rows.exclude(agent__deleted_at__isnull=False).select_related("category", "agent")
        found: list[Entry] = [
            {
                "purpose": row.purpose,
                "category": row.category.internal_name if row.category else "",
                "agent": row.agent.username if row.agent else "",
                "finding": row.finding,
                "percent": row.percent,
            }
            for row in rows
        ]
        self.label(found)
        return sorted(found, key=self.match)

    def lacking(self, entry: Entry) -> str:
        if entry["agent"] and not User.objects.living().filter(username=entry["agent"]).exists():
            sentence = gettext("There is nobody with the user name “%(name)s”: a four-eyes rule is left out.")
            return sentence % {"name": entry["agent"]}
        return ""

    def create(self, work: Work, new: Entry) -> None:
        create_review_rule(work.tenant, self._values(work, new), by=work.by)

    def change(self, work: Work, old: Entry, new: Entry) -> None:
        row = self._row(work, old)
        change_review_rule(row, self._values(work, new), version=row.version, by=work.by)

    def remove(self, work: Work, old: Entry) -> None:
        delete_review_rule(self._row(work, old), by=work.by)

    def _values(self, work: Work, new: Entry) -> RuleValues:
        categories = Category.objects.living().filter(tenant=work.tenant)
        return RuleValues(
            ReviewPurpose(new["purpose"]),
            work.known(categories, internal_name=new["category"]) if new["category"] else None,
            work.known(agents_of((work.tenant.pk,)), username=new["agent"]) if new["agent"] else None,
            new["finding"],
            new["percent"],
        )

    def _row(self, work: Work, entry: Entry) -> ReviewRule:
        rows = ReviewRule.objects.filter(tenant=work.tenant, purpose=entry["purpose"], finding=entry["finding"])
        rows = (
            rows.filter(category__internal_name=entry["category"]) if entry["category"] else rows.filter(category=None)
        )
        return work.one(rows, **({"agent__username": entry["agent"]} if entry["agent"] else {"agent": None}))
