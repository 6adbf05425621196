"""What the tenant's letters look like: pictures, stylesheets, letterhead, templates for letters, postage."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kontor.letters.domain.assets import add_asset, delete_asset, replace_asset, restore_asset
from kontor.letters.domain.letter_templates import change_letter_template, checked_enclosures, letter_template_of
from kontor.letters.domain.postage import postage_of, remove_postage, save_postage
from kontor.letters.domain.stationery import change_stationery, checked_columns, checked_lines, stationery_of
from kontor.letters.domain.stylesheets import change_stylesheet, create_stylesheet, delete_stylesheet, make_default
from kontor.letters.models import LetterAsset, LetterTemplate, PostageClass, Stylesheet
from kontor.tenant_files.domain.records import Field, Many, Record, required
from kontor.tenant_files.domain.section import Entry, Rows, Single, Work
from kontor.tenant_files.domain.shapes import Bytes, Name, Number, Text, YesNo
from kontor.tenants.models import Tenant
from kontor.texts.models import ReplyTemplate

_SOME_LINES = Field(Text(lines=True, clean=checked_lines))


class LetterAssets(Rows):
    key = "letter_pictures"
    title = _("Pictures for letters")
    shape = Record(
        {
            "name": required(Text(longest=60, pattern="[a-z0-9_-]+")),
            "filename": required(Text(longest=255)),
            "content": required(Bytes()),
        }
    )

    def models(self) -> list[str]:
        return ["letters.letterasset"]

    def match(self, entry: Entry) -> str:
        return str(entry["name"])

    def entries(self, tenant: Tenant) -> list[Entry]:
        rows = LetterAsset.objects.living().filter(tenant=tenant).select_related("blob").order_by("name")
        return [
            {"name": row.name, "filename": row.filename, "content": b64encode(row.blob.content).decode()}
            for row in rows
        ]

    def create(self, work: Work, new: Entry) -> None:
        deleted = LetterAsset.objects.filter(tenant=work.tenant, name=new["name"]).first()
        if deleted:
            restore_asset(deleted, by=work.by)
            self.change(work, new, new)
        else:
            add_asset(work.tenant, b64decode(new["content"]), new["filename"], name=new["name"], by=work.by)

    def change(self, work: Work, old: Entry, new: Entry) -> None:
        replace_asset(self._row(work, old), b64decode(new["content"]), new["filename"], by=work.by)

    def remove(self, work: Work, old: Entry) -> None:
        delete_asset(self._row(work, old), by=work.by)

    def _row(self, work: Work, entry: Entry) -> LetterAsset:
        return work.one(LetterAsset.objects.living().filter(tenant=work.tenant), name=entry["name"])


class Stylesheets(Rows):
    key = "stylesheets"
    title = _("Stylesheets for letters")
    shape = Record(
        {
            "name": required(Text(longest=120)),
            "is_default": Field(YesNo()),
            "supplied": Field(Text(longest=40)),
            "css": Field(Text(lines=True, longest=200_000)),
        }
    )

    def models(self) -> list[str]:
        return ["letters.stylesheet"]

    def entries(self, tenant: Tenant) -> list[Entry]:
        rows = Stylesheet.objects.living().filter(tenant=tenant).order_by("sort_key")
        return [{key: getattr(row, key) for key in self.shape.fields} for row in rows]

    def settle(self, entries: Sequence[Entry]) -> str:
        defaults = [entry for entry in entries if entry["is_default"]]
        if entries and not defaults:
            entries[0]["is_default"] = True
        return gettext("Exactly one stylesheet is the default.") if len(defaults) > 1 else ""

    def create(self, work: Work, new: Entry) -> None:
        plain = {key: new[key] for key in ("name", "css", "supplied")}
        self._default(work, create_stylesheet(work.tenant, by=work.by, **plain), new)

    def change(self, work: Work, old: Entry, new: Entry) -> None:
        row = self._row(work, old)
        if any(old[key] != new[key] for key in ("name", "css")):
            row = change_stylesheet(row, name=new["name"], css=new["css"], version=row.version, by=work.by)
        self._default(work, row, new)

    def remove(self, work: Work, old: Entry) -> None:
        delete_stylesheet(self._row(work, old), by=work.by)

    def in_order(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """The default comes first, and goes last."""
        return sorted(entries, key=lambda entry: not entry["is_default"])

    def _default(self, work: Work, row: Stylesheet, new: Entry) -> None:
        if new["is_default"]:
            make_default(row, by=work.by)

    def _row(self, work: Work, entry: Entry) -> Stylesheet:
        return work.one(Stylesheet.objects.living().filter(tenant=work.tenant), name=entry["name"])


class Letterhead(Single):
    key = "letterhead"
    title = _("Letterhead")
    about = _("The words of the letterhead, and the picture that is its logo.")
    shape = Record(
        {
            "sender": _SOME_LINES,
            "return_line": Field(Text(longest=200)),
            "contact": _SOME_LINES,
            "footer": Field(Many(Text(lines=True), clean=checked_columns)),
            "bank": _SOME_LINES,
            "legal": _SOME_LINES,
            "logo": Field(Name("letter_pictures")),
        }
    )

    def models(self) -> list[str]:
        return ["letters.stationery"]

    def entry(self, tenant: Tenant) -> Entry:
        row = stationery_of(tenant)
        logo = row.logo.name if row.logo and row.logo.deleted_at is None else ""
        return {**{key: getattr(row, key) for key in self.shape.fields if key != "logo"}, "logo": logo}

    def change(self, work: Work, old: Entry, new: Entry) -> None:
        rows = LetterAsset.objects.living().filter(tenant=work.tenant)
        logo = work.known(rows, name=new["logo"]) if new["logo"] else None
        version = stationery_of(work.tenant).version
        change_stationery(work.tenant, version=version, by=work.by, **(new | {"logo": logo}))


class LetterTemplates(Rows):
    key = "letter_templates"
    title = _("Templates for letters")
    about = _("What a template says about letters, beyond its texts.")
    identity = "template"
    shape = Record(
        {
            "template": required(Name("templates", empty=False)),
            "stylesheet": Field(Name("stylesheets")),
            "output_directory": Field(Text(longest=200)),
            "information": Field(YesNo(True)),
            "enclosures": Field(Text(lines=True, clean=checked_enclosures)),
        }
    )

    def models(self) -> list[str]:
        return ["letters.lettertemplate"]

    def match(self, entry: Entry) -> str:
        return str(entry["template"])

    def entries(self, tenant: Tenant) -> list[Entry]:
        """Those that say something of their own: a row without is as if there were none."""
        rows = LetterTemplate.objects.filter(tenant=tenant, template__deleted_at=None)
        found = [_letter(row) for row in rows.select_related("template", "stylesheet")]
        return sorted((each for each in found if not self._is_usual(each)), key=self.match)

    def mistake(self, entry: Entry) -> str:
        if self._is_usual(entry):
            return str(_("This says nothing: leave it out."))
        return ""

    def left_of(self, entry: Entry) -> Entry | None:
        return None if self._is_usual(entry) else entry

    def create(self, work: Work, new: Entry) -> None:
        rows = ReplyTemplate.objects.living().filter(tenant=work.tenant)
        template = work.known(rows, internal_name=new["template"])
        sheets = Stylesheet.objects.living().filter(tenant=work.tenant)
        sheet = work.known(sheets, name=new["stylesheet"]) if new["stylesheet"] else None
        plain = {key: new[key] for key in ("output_directory", "information", "enclosures")}
        version = letter_template_of(template).version
        change_letter_template(template, stylesheet=sheet, version=version, by=work.by, **plain)

    def change(self, work: Work, old: Entry, new: Entry) -> None:
        self.create(work, new)

    def remove(self, work: Work, old: Entry) -> None:
        self.create(work, self.shape.usual() | {"template": old["template"]})

    def _is_usual(self, entry: Entry) -> bool:
        return entry == self.shape.usual() | {"template": entry["template"]}


class Postage(Rows):
    key = "postage"
    title = _("Postage")
    about = _("Prices in the currency of the settings; a letter takes the first class that it fits into.")
    identity = "#"
    shape = Record(
        {
            "name": required(Text(longest=60)),
            "most_grams": required(Number(1, 100_000, default=1)),
            "most_sheets": Field(Number(1, 10_000, empty=True)),
            "abroad": Field(YesNo()),
            "price": Field(Text(pattern=r"[0-9]{1,6}\.[0-9]{2}")),
        }
    )

    def models(self) -> list[str]:
        return ["letters.postageclass"]

    def match(self, entry: Entry) -> str:
        return f"{entry['abroad']} {entry['most_grams']}"

    def label(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            entry[self.identity] = f"{entry['name']} ({entry['most_grams']} g)"

    def entries(self, tenant: Tenant) -> list[Entry]:
        found: list[Entry] = [
            {
                **{key: getattr(row, key) for key in ("name", "most_grams", "most_sheets", "abroad")},
                "price": f"{row.price:.2f}" if row.price is not None else "",
            }
            for row in postage_of(tenant)
        ]
        self.label(found)
        return found

    def create(self, work: Work, new: Entry) -> None:
        self._save(work, None, new)

    def change(self, work: Work, old: Entry, new: Entry) -> None:
        self._save(work, self._row(work, old), new)

    def remove(self, work: Work, old: Entry) -> None:
        remove_postage(self._row(work, old), by=work.by)

    def _save(self, work: Work, row: PostageClass | None, new: Entry) -> None:
        values: dict[str, Any] = {key: new[key] for key in ("name", "most_grams", "most_sheets", "abroad")}
        price = Decimal(new["price"]) if new["price"] else None
        save_postage(work.tenant, price=price, row=row, by=work.by, **values)

    def _row(self, work: Work, entry: Entry) -> PostageClass:
        rows = PostageClass.objects.filter(tenant=work.tenant)
        return work.one(rows, most_grams=entry["most_grams"], abroad=entry["abroad"])


def _letter(row: LetterTemplate) -> Entry:
    sheet = row.stylesheet
    return {
        "template": row.template.internal_name,
        "stylesheet": sheet.name if sheet and sheet.deleted_at is None else "",
        **{key: getattr(row, key) for key in ("output_directory", "information", "enclosures")},
    }
