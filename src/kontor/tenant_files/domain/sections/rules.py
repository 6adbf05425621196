"""Rules that choose a category, the keyword sets they use, and where mail goes that no rule claims."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from kontor.channels.models import MailAccount
from kontor.kernel.errors import Refused
from kontor.org.models import Category
from kontor.routing.domain.conditions import Condition
from kontor.routing.domain.drafts import draft_content
from kontor.routing.domain.fallback import set_fallback
from kontor.routing.domain.keyword_sets import change_keyword_set, create_keyword_set, delete_keyword_set
from kontor.routing.domain.rule_entries import clean_condition, clean_words
from kontor.routing.domain.rules import change_rule, create_rule, delete_rule, order_rules
from kontor.routing.domain.versions import activate_draft, active_version
from kontor.routing.enums import Part
from kontor.routing.models import AccountFallback, CategoryRule, KeywordSet
from kontor.tenant_files.domain.records import Field, Many, Record, required
from kontor.tenant_files.domain.section import Entry, Rows, Work
from kontor.tenant_files.domain.sections.accounts import find_account
from kontor.tenant_files.domain.shapes import Amount, Name, Number, Text, YesNo
from kontor.tenants.models import Tenant

_CONDITION = Record(
    {
        "part": required(Text(allowed=tuple(Part))),
        "values": Field(Many(Text(longest=320))),
        "sets": Field(Many(Name("keyword_sets", empty=False))),
        "stems": Field(YesNo()),
        "name": Field(Text(longest=80)),
        "least": Field(Amount()),
        "most": Field(Amount()),
        "negated": Field(YesNo()),
        "points": Field(Number(-100, 100, empty=True)),
    }
)


def put_in_force(work: Work) -> None:
    """What the file says counts: the draft is activated where it says something else than what is in force."""
    active = active_version(work.tenant.pk)
    draft = draft_content(work.tenant.pk)
    if (active.digest != draft.digest) if active else bool(draft.rules):
        activate_draft(work.tenant.pk, by=work.by)


class KeywordSets(Rows):
    key = "keyword_sets"
    title = _("Keyword sets")
    about = _("Words that several rules look for, one a line.")
    shape = Record(
        {
            "name": required(Text(longest=120)),
            "lines": required(Many(Text(longest=320))),
            "stems": Field(YesNo()),
        }
    )

    def models(self) -> list[str]:
        return ["routing.keywordset"]

    def entries(self, tenant: Tenant) -> list[Entry]:
        rows = KeywordSet.objects.filter(tenant=tenant).order_by("sort_key")
        return [{"name": row.name, "lines": list(row.lines), "stems": row.stems} for row in rows]

    def mistake(self, entry: Entry) -> str:
        try:
            entry["lines"] = clean_words(entry["lines"])
        except Refused as refused:
            return str(refused)
        return ""

    def create(self, work: Work, new: Entry) -> None:
        create_keyword_set(work.tenant.pk, by=work.by, **new)

    def change(self, work: Work, old: Entry, new: Entry) -> None:
        row = self._row(work, old)
        change_keyword_set(row, version=row.version, by=work.by, **new)

    def remove(self, work: Work, old: Entry) -> None:
        delete_keyword_set(self._row(work, old), by=work.by)

    def finish(self, work: Work) -> None:
        put_in_force(work)

    def _row(self, work: Work, entry: Entry) -> KeywordSet:
        return work.one(KeywordSet.objects.filter(tenant=work.tenant), name=entry["name"])


class Rules(Rows):
    key = "rules"
    title = _("Rules")
    about = _("They are tried in this order, and are in force once the file is applied.")
    identity = "#"
    ordered = True
    shape = Record(
        {
            "name": Field(Text(longest=120)),
            "category": required(Name("categories", empty=False)),
            "account": Field(Name("accounts")),
            "threshold": Field(Number(0, 10_000, default=0)),
            "active": Field(YesNo(True)),
            "conditions": required(Many(_CONDITION, most=40)),
        }
    )

    def models(self) -> list[str]:
        return ["routing.categoryrule"]

    def match(self, entry: Entry) -> str:
        return str(entry[self.identity])

    def label(self, entries: Sequence[Entry]) -> None:
        """By name, else by category; the second of the same name is “name (2)”."""
        count: dict[str, int] = {}
        for entry in entries:
            name = entry["name"] or entry["category"]
            count[name] = count.get(name, 0) + 1
            entry[self.identity] = name if count[name] == 1 else f"{name} ({count[name]})"

    def entries(self, tenant: Tenant) -> list[Entry]:
        found = [_rule(row, _sets(tenant)) for row in self._rows(tenant)]
        self.label(found)
        return found

    def mistake(self, entry: Entry) -> str:
        try:
            entry["conditions"] = [_settled(each) for each in entry["conditions"]]
        except Refused as refused:
            return str(refused)
        if all(each["points"] is None for each in entry["conditions"]):
            entry["threshold"] = 0  # without points it would mean nothing, and is not kept
        return ""

    def create(self, work: Work, new: Entry) -> None:
        create_rule(self._category(work, new), by=work.by, **self._values(work, new))

    def change(self, work: Work, old: Entry, new: Entry) -> None:
        row = self._row(work, old)
        category = self._category(work, new)
        change_rule(row, version=row.version, by=work.by, category=category, **self._values(work, new))

    def remove(self, work: Work, old: Entry) -> None:
        delete_rule(self._row(work, old), by=work.by)

    def arrange(self, work: Work, names: Sequence[str]) -> None:
        order_rules(work.tenant.pk, [self._labelled(work)[name].pk for name in names], by=work.by)

    def finish(self, work: Work) -> None:
        put_in_force(work)

    def _values(self, work: Work, new: Entry) -> Any:
        conditions = [_condition(each, work) for each in new["conditions"]]
        plain = {key: new[key] for key in ("name", "threshold", "active")}
        return plain | {"conditions": conditions, "account": find_account(work, new["account"])}

    def _category(self, work: Work, new: Entry) -> Category:
        return work.known(Category.objects.living().filter(tenant=work.tenant), internal_name=new["category"])

    def _row(self, work: Work, entry: Entry) -> CategoryRule:
        found = self._labelled(work).get(entry[self.identity])
        if found is None:
            raise Refused(_("“%(name)s” is not there.") % {"name": entry[self.identity]})
        return found

    def _labelled(self, work: Work) -> dict[str, CategoryRule]:
        rows = list(self._rows(work.tenant))
        entries: list[Entry] = [{"name": row.name, "category": row.category.internal_name} for row in rows]
        self.label(entries)
        return {entry[self.identity]: row for entry, row in zip(entries, rows, strict=True)}

    def _rows(self, tenant: Tenant) -> Any:
        rows = CategoryRule.objects.filter(tenant=tenant, category__deleted_at=None)
        return rows.select_related("category", "account").order_by("position", "id")


class Fallbacks(Rows):
    key = "fallbacks"
    title = _("Fallback categories")
    about = _("Where mail of an account goes that no rule claims.")
    identity = "account"
    shape = Record(
        {
            "account": required(Name("accounts", empty=False)),
            "category": required(Name("categories", empty=False)),
        }
    )

    def models(self) -> list[str]:
        return ["routing.accountfallback"]

    def entries(self, tenant: Tenant) -> list[Entry]:
        """Of its own accounts: that of a general one says whose mail it is, and is chosen at the account."""
        rows = AccountFallback.objects.filter(tenant=tenant, account__tenant=tenant, account__deleted_at=None)
        rows = rows.filter(category__deleted_at=None).select_related("account", "category")
        return [
            {"account": row.account.address, "category": row.category.internal_name}
            for row in rows.order_by("account__address_key")
        ]

    def create(self, work: Work, new: Entry) -> None:
        rows = Category.objects.living().filter(tenant=work.tenant)
        category = work.known(rows, internal_name=new["category"])
        set_fallback(self._account(work, new), category, by=work.by)

    def change(self, work: Work, old: Entry, new: Entry) -> None:
        self.create(work, new)

    def remove(self, work: Work, old: Entry) -> None:
        set_fallback(self._account(work, old), None, by=work.by)

    def _account(self, work: Work, entry: Entry) -> MailAccount:
        rows = MailAccount.objects.living().filter(tenant=work.tenant)
        return work.one(rows, address=entry["account"])


def _sets(tenant: Tenant) -> dict[int, str]:
    return dict(KeywordSet.objects.filter(tenant=tenant).values_list("pk", "name"))


def _rule(row: CategoryRule, sets: dict[int, str]) -> Entry:
    account = row.account
    return {
        "name": row.name,
        "category": row.category.internal_name,
        "account": account.address if account and account.deleted_at is None else "",
        "threshold": row.threshold,
        "active": row.active,
        "conditions": [
            _CONDITION.usual() | stored | {"sets": [sets[pk] for pk in stored.get("sets", []) if pk in sets]}
            for stored in row.conditions
        ],
    }


def _settled(each: Entry) -> Entry:
    """The condition as it will be stored; sets that are named count as filled in."""
    numbered = each | {"sets": list(range(1, len(each["sets"]) + 1))}
    stored = clean_condition(Condition.from_json(numbered)).to_json()
    return _CONDITION.usual() | stored | {"sets": each["sets"] if "sets" in stored else []}


def _condition(each: Entry, work: Work) -> Condition:
    rows = KeywordSet.objects.filter(tenant=work.tenant)
    return Condition.from_json(each | {"sets": [work.known(rows, name=name).pk for name in each["sets"]]})
