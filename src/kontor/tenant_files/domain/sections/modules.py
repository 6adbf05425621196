"""Text modules: what agents put into their answers."""

from __future__ import annotations

from collections import defaultdict

from django.utils.translation import gettext_lazy as _

from kontor.kernel.html import clean_own, plain_text_from_html
from kontor.kernel.text import sort_key_german
from kontor.org.models import Category
from kontor.tenant_files.domain.pictures import cleaned, picture_names, with_names, with_numbers
from kontor.tenant_files.domain.records import Field, Many, Record, required
from kontor.tenant_files.domain.section import Entry, Rows, Work
from kontor.tenant_files.domain.sections.templates import picture_numbers
from kontor.tenant_files.domain.shapes import Name, Text, YesNo
from kontor.tenants.models import Tenant
from kontor.texts.domain.modules import ModuleValues, change_module, create_module, delete_module, shortcut_key
from kontor.texts.models import ModuleCategory, TextModule


class Modules(Rows):
    key = "text_modules"
    title = _("Text modules")
    about = _("Without a language for all of them; without categories in all of them.")
    shape = Record(
        {
            "name": required(Text(longest=120)),
            "language": Field(Text(longest=8, pattern="[a-z]{2,3}(-[A-Za-z0-9]{2,4})?")),
            "group": Field(Text(longest=120)),
            "shortcut": Field(Text(longest=20, pattern=r"[^\s$<>]+")),
            "top": Field(YesNo()),
            "categories": Field(Many(Name("categories", empty=False), as_set=True)),
            "html": required(Text(longest=200_000, lines=True)),
        }
    )

    def models(self) -> list[str]:
        return ["texts.textmodule", "texts.modulecategory", "texts.modulegroup"]

    def match(self, entry: Entry) -> str:
        return f"{entry['language']} {sort_key_german(entry['name'])}"

    def holds(self, entry: Entry) -> str:
        return f"{entry['language']} {shortcut_key(entry['shortcut'])}" if entry["shortcut"] else ""

    def without(self, entry: Entry) -> Entry:
        return entry | {"shortcut": ""}

    def entries(self, tenant: Tenant) -> list[Entry]:
        names, categories = picture_names(tenant), _categories(tenant)
        rows = TextModule.objects.living().filter(tenant=tenant).select_related("group")
        return [
            {
                "name": row.name,
                "language": row.language,
                "group": row.group.name if row.group else "",
                "shortcut": row.shortcut,
                "top": row.top,
                "categories": sorted(categories[row.pk]),
                "html": with_names(row.html, names),
            }
            for row in rows.order_by("sort_key", "language")
        ]

    def mistake(self, entry: Entry) -> str:
        entry["html"] = cleaned(entry["html"], clean_own)
        if not plain_text_from_html(entry["html"]) and "<img" not in entry["html"]:
            return str(_("A text module needs a text."))
        return ""

    def create(self, work: Work, new: Entry) -> None:
        create_module(work.tenant, self._values(work, new), by=work.by)

    def change(self, work: Work, old: Entry, new: Entry) -> None:
        row = self._row(work, old)
        change_module(row, self._values(work, new), version=row.version, by=work.by)

    def remove(self, work: Work, old: Entry) -> None:
        delete_module(self._row(work, old), by=work.by)

    def _values(self, work: Work, new: Entry) -> ModuleValues:
        rows = Category.objects.living().filter(tenant=work.tenant)
        categories = tuple(work.known(rows, internal_name=name) for name in new["categories"])
        html = with_numbers(new["html"], picture_numbers(work) if "picture:" in new["html"] else {})
        plain = {key: new[key] for key in ("name", "group", "language", "shortcut", "top")}
        return ModuleValues(html=html, categories=categories, **plain)

    def _row(self, work: Work, entry: Entry) -> TextModule:
        rows = TextModule.objects.living().filter(tenant=work.tenant)
        return work.one(rows, name=entry["name"], language=entry["language"])


def _categories(tenant: Tenant) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = ModuleCategory.objects.filter(tenant=tenant, category__deleted_at=None)
    for module, name in rows.values_list("module_id", "category__internal_name"):
        found[module].append(name)
    return found
