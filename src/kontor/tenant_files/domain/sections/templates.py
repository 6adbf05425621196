"""Reply templates and what they are made of: layout, letterhead, footer, style, signature, snippets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kontor.kernel.errors import Refused
from kontor.kernel.text import normalize_whitespace
from kontor.org.models import Category
from kontor.tenant_files.domain.pictures import cleaned, picture_names, with_names, with_numbers
from kontor.tenant_files.domain.problems import nearest
from kontor.tenant_files.domain.records import Field, Many, Record, Table, required
from kontor.tenant_files.domain.section import Entry, OneName, Work
from kontor.tenant_files.domain.sections.accounts import find_account
from kontor.tenant_files.domain.shapes import Name, Text, YesNo
from kontor.tenants.models import Tenant
from kontor.texts.domain.documents import ACCOUNT_FIELDS, PART_FIELDS, PLAIN_FIELDS, Content
from kontor.texts.domain.template_checks import LONGEST_TEXT, checked_content, included_names
from kontor.texts.domain.templates import (
    change_template,
    change_templates,
    create_templates,
    delete_templates,
    restore_template,
)
from kontor.texts.enums import IncludePart, TemplateKind
from kontor.texts.models import LibraryFile, ReplyTemplate, TemplateAssignment, TemplateContent, TemplateFile

_CONTENT = Record(
    {
        "subject": Field(Text(longest=400)),
        "html": Field(Text(longest=LONGEST_TEXT, lines=True)),
        "text": Field(Text(longest=LONGEST_TEXT, lines=True)),
    }
)


class Templates(OneName):
    key = "templates"
    title = _("Templates")
    about = _("Known by their internal names, by which texts include each other. Pictures are named as in the library.")
    shape = Record(
        {
            "internal_name": required(Text(longest=80, pattern="[a-z0-9_-]+")),
            "name": required(Text(longest=120)),
            "kind": required(Text(allowed=tuple(TemplateKind.values))),
            "part": Field(Text(allowed=tuple(IncludePart.values))),
            "is_default": Field(YesNo()),
            "description": Field(Text(lines=True, clean=normalize_whitespace)),
            "active": Field(YesNo(True)),
            "sender": Field(Name("accounts")),
            "reply_account": Field(Name("accounts")),
            "from_no_reply": Field(YesNo()),
            **{part: Field(Name("templates")) for part in PART_FIELDS},
            "assignments": Field(
                Table(Text(allowed=("offered", "suggested")), keys=Name("categories", empty=False)),
                {},
            ),
            "files": Field(Many(Name("library", empty=False), as_set=True)),
            "contents": Field(Table(_CONTENT, keys=Text(pattern="[a-z]{2,3}(-[A-Za-z0-9]{2,4})?")), {}),
        }
    )

    def models(self) -> list[str]:
        return ["texts.replytemplate", "texts.templatecontent", "texts.templateassignment", "texts.templatefile"]

    def entries(self, tenant: Tenant) -> list[Entry]:
        contents, assigned, files = _contents(tenant), _assigned(tenant), _files(tenant)
        rows = ReplyTemplate.objects.living().filter(tenant=tenant).select_related(*ACCOUNT_FIELDS, *PART_FIELDS)
        return [
            {
                "internal_name": row.internal_name,
                **{field: getattr(row, field) for field in PLAIN_FIELDS},
                **{field: _address(getattr(row, field)) for field in ACCOUNT_FIELDS},
                **{field: _internal(getattr(row, field)) for field in PART_FIELDS},
                "assignments": assigned[row.pk],
                "files": sorted(files[row.pk]),
                "contents": contents[row.pk],
            }
            for row in rows.order_by("internal_name")
        ]

    def mistake(self, entry: Entry) -> str:
        """What a template says as its own verb would store it."""
        is_include = entry["kind"] == TemplateKind.INCLUDE
        if is_include != bool(entry["part"]):
            return str(_("An include says which part it is, and nothing else does."))
        if is_include and (entry["assignments"] or any(entry[part] for part in PART_FIELDS)):
            return str(_("An include has no parts and no categories."))
        if entry["is_default"] and entry["part"] in ("", IncludePart.SNIPPET):
            return str(_("Only a layout, letterhead, footer, style or signature can be the default."))
        template = ReplyTemplate(kind=entry["kind"], part=entry["part"])
        try:
            for language, each in entry["contents"].items():
                entry["contents"][language] = _checked(template, each)
        except Refused as refused:
            return str(refused)
        return ""

    def settle(self, entries: Sequence[Entry]) -> str:
        includes = [entry["internal_name"] for entry in entries if entry["kind"] == TemplateKind.INCLUDE]
        for entry in entries:
            for name in sorted(_includes(entry) - set(includes)):
                sentence = gettext("“%(template)s” includes “%(name)s”, and there is no such include.")
                return sentence % {"template": entry["internal_name"], "name": name} + nearest(name, includes)
        return _rivals(entries)

    def in_order(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """What is included comes first."""
        by_name = {entry["internal_name"]: entry for entry in entries}
        done: dict[str, Entry] = {}
        for entry in sorted(entries, key=lambda each: each["kind"] != TemplateKind.INCLUDE):
            _with_includes(entry, by_name, done, ())
        return list(done.values())

    def create(self, work: Work, new: Entry) -> None:
        rows = ReplyTemplate.objects.filter(tenant=work.tenant)
        if work.is_deleted(rows, "internal_name", new["internal_name"]):
            restore_template(rows.get(internal_name=new["internal_name"]), name=new["name"], by=work.by)
            self._change_together(work, [(None, new)])
        else:
            create_templates(work.tenant, [self._new(work, new)], by=work.by)

    def create_all(self, work: Work, new: Sequence[Entry]) -> None:
        """Includes one by one, since they are named by what comes after them; templates together."""
        rows = ReplyTemplate.objects.filter(tenant=work.tenant)
        together = []
        for entry in new:
            if entry["part"] or work.is_deleted(rows, "internal_name", entry["internal_name"]):
                self.create(work, entry)
            else:
                together.append(entry)
        create_templates(work.tenant, [self._new(work, entry) for entry in together], by=work.by)

    def _new(self, work: Work, new: Entry) -> Any:
        return self._values(work, None, new) | {"internal_name": new["internal_name"]}

    def change(self, work: Work, old: Entry, new: Entry) -> None:
        self._change_together(work, [(old, new)])

    def change_all(self, work: Work, pairs: Sequence[tuple[Entry, Entry]]) -> None:
        """Includes one by one, since one can take a default from another; templates together."""
        for old, new in pairs:
            if new["part"]:
                self.change(work, old, new)
        self._change_together(work, [pair for pair in pairs if not pair[1]["part"]])

    def remove(self, work: Work, old: Entry) -> None:
        """It is taken out of its categories first: the file says that it is wanted nowhere."""
        row = self._row(work, old)
        if old["assignments"] or old["is_default"]:
            row = change_template(row, version=row.version, by=work.by, is_default=False, assignments={}).template
        delete_templates([row], by=work.by)

    def _change_together(self, work: Work, pairs: Sequence[tuple[Entry | None, Entry]]) -> None:
        """Without an entry as it was, everything is written."""
        living = ReplyTemplate.objects.living().filter(tenant=work.tenant)
        names = [new["internal_name"] for _old, new in pairs]
        rows = {row.internal_name: row for row in living.filter(internal_name__in=names)}
        rows |= {name: work.one(living, internal_name=name) for name in names if name not in rows}
        wanted = [(rows[new["internal_name"]], old, new) for old, new in pairs]
        change_templates(
            [(row, row.version, self._differing(work, row, old, new)) for row, old, new in wanted], by=work.by
        )

    def _differing(self, work: Work, row: ReplyTemplate, old: Entry | None, new: Entry) -> Any:
        values = self._values(work, old, new)
        present = old["contents"].keys() if old else row.contents.values_list("language", flat=True)
        if gone := set(present) - new["contents"].keys():
            values["contents"] = {**values.get("contents", {}), **dict.fromkeys(gone)}
        return values

    def _values(self, work: Work, old: Entry | None, new: Entry) -> Any:
        """What differs, as the verb wants it."""
        differs = [key for key in self.shape.fields if old is None or old[key] != new[key]]
        values: dict[str, Any] = {key: new[key] for key in PLAIN_FIELDS if key in differs}
        values |= {key: find_account(work, new[key]) for key in ACCOUNT_FIELDS if key in differs}
        templates = ReplyTemplate.objects.living().filter(tenant=work.tenant)
        for key in PART_FIELDS:
            if key in differs:
                values[key] = work.known(templates, internal_name=new[key]) if new[key] else None
        if "assignments" in differs:
            categories = Category.objects.living().filter(tenant=work.tenant)
            values["assignments"] = {
                work.known(categories, internal_name=name): how == "suggested"
                for name, how in new["assignments"].items()
            }
        if "files" in differs:
            library = LibraryFile.objects.living().filter(tenant=work.tenant)
            values["files"] = [work.known(library, name=name) for name in new["files"]]
        if "contents" in differs:
            numbers = picture_numbers(work) if _has_pictures(new) else {}
            values["contents"] = {
                language: Content(each["subject"], with_numbers(each["html"], numbers), each["text"])
                for language, each in new["contents"].items()
            }
        return values

    def _row(self, work: Work, entry: Entry) -> ReplyTemplate:
        rows = ReplyTemplate.objects.living().filter(tenant=work.tenant)
        return work.one(rows, internal_name=entry["internal_name"])


def _rivals(entries: Sequence[Entry]) -> str:
    """Of a kind one is suggested in a category, and of a part one is the default."""
    first: dict[tuple[str, str], str] = {}
    for entry in entries:
        suggested = [category for category, how in entry["assignments"].items() if how == "suggested"]
        for place in [(entry["kind"], each) for each in suggested] + [(entry["part"], "")] * entry["is_default"]:
            other = first.setdefault(place, entry["internal_name"])
            if other != entry["internal_name"]:
                names = {"one": other, "other": entry["internal_name"], "category": place[1]}
                if place[1]:
                    return (
                        gettext("“%(one)s” and “%(other)s” cannot both be suggested in the category “%(category)s”.")
                        % names
                    )
                return gettext("“%(one)s” and “%(other)s” cannot both be the default.") % names
    return ""


def picture_numbers(work: Work) -> dict[str, str]:
    return work.once("pictures", lambda: {name: number for number, name in picture_names(work.tenant).items()})


def _has_pictures(entry: Entry) -> bool:
    return any("picture:" in each["html"] for each in entry["contents"].values())


def _checked(template: ReplyTemplate, each: Entry) -> Entry:
    found = Content()

    def clean(html: str) -> str:
        nonlocal found
        found = checked_content(template, Content(each["subject"], html, each["text"]))
        return found.html

    html = cleaned(each["html"], clean)
    return {"subject": found.subject, "html": html, "text": found.text}


def _includes(entry: Entry) -> set[str]:
    said = (Content(each["subject"], each["html"], each["text"]) for each in entry["contents"].values())
    return {name for content in said for name in included_names(content)}


def _with_includes(entry: Entry, by_name: dict[str, Entry], done: dict[str, Entry], way: tuple[str, ...]) -> None:
    """A circle ends here and is refused by the verb."""
    name = entry["internal_name"]
    if name in done or name in way:
        return
    for other in sorted(_includes(entry) & by_name.keys()):
        _with_includes(by_name[other], by_name, done, (*way, name))
    done[name] = entry


def _contents(tenant: Tenant) -> dict[int, Entry]:
    names = picture_names(tenant)
    found: dict[int, Entry] = defaultdict(dict)
    for row in TemplateContent.objects.filter(tenant=tenant).order_by("template_id", "language"):
        html = with_names(row.html, names)
        found[row.template_id][row.language] = {"subject": row.subject, "html": html, "text": row.text}
    return found


def _assigned(tenant: Tenant) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = defaultdict(dict)
    rows = TemplateAssignment.objects.filter(tenant=tenant, category__deleted_at=None)
    for template, category, is_default in rows.order_by("category__internal_name").values_list(
        "template_id", "category__internal_name", "is_default"
    ):
        found[template][category] = "suggested" if is_default else "offered"
    return defaultdict(dict, {key: dict(sorted(value.items())) for key, value in found.items()})


def _files(tenant: Tenant) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for template, name in TemplateFile.objects.filter(tenant=tenant).values_list("template_id", "file__name"):
        found[template].append(name)
    return found


def _address(account: Any) -> str:
    return str(account.address) if account and account.deleted_at is None else ""


def _internal(template: ReplyTemplate | None) -> str:
    return template.internal_name if template and template.deleted_at is None else ""
