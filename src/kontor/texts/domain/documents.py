"""A template as one document: the record, its contents and assignments, everything named and nothing numbered.

Versions and exchange keep templates in this form: includes and categories by internal name, accounts by address.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from kontor.channels.models import MailAccount
from kontor.org.models import Category
from kontor.texts.domain.includes import PARTS
from kontor.texts.models import LibraryFile, ReplyTemplate, TemplateAssignment, TemplateContent, TemplateFile

PART_FIELDS = tuple(str(part) for part in PARTS)
PLAIN_FIELDS = ("name", "kind", "part", "is_default", "description", "from_no_reply", "active")
ACCOUNT_FIELDS = ("sender", "reply_account")


@dataclass(frozen=True, slots=True)
class Content:
    """What a template says in one language. A style has its CSS in ``text``."""

    subject: str = ""
    html: str = ""
    text: str = ""


class TemplateValues(TypedDict, total=False):
    """What can be changed.

    ``contents`` holds the languages that change, None takes one away. ``assignments`` are all categories and whether
    the template is suggested there; ``files`` all files of the library that go out with its mails.
    """

    name: str
    kind: str
    part: str
    is_default: bool
    description: str
    from_no_reply: bool
    active: bool
    sender: MailAccount | None
    reply_account: MailAccount | None
    layout: ReplyTemplate | None
    letterhead: ReplyTemplate | None
    footer: ReplyTemplate | None
    style: ReplyTemplate | None
    signature: ReplyTemplate | None
    contents: Mapping[str, Content | None]
    assignments: Mapping[Category, bool]
    files: Sequence[LibraryFile]


class NewTemplate(TemplateValues, total=False):
    """What a template can begin with. Without ``internal_name`` one is made from the name."""

    internal_name: str


def document_of(template: ReplyTemplate) -> dict[str, Any]:
    """The template as a document. The values are those of JSON."""
    return documents_of([template])[template.pk]


def documents_of(templates: Sequence[ReplyTemplate]) -> dict[int, dict[str, Any]]:
    """The same for several, by their ids."""
    accounts = MailAccount.objects.in_bulk(_named(templates, ACCOUNT_FIELDS))
    parts = ReplyTemplate.objects.in_bulk(_named(templates, PART_FIELDS))
    contents, assignments, files = _contents(templates), _assignments(templates), _file_names(templates)
    return {
        template.pk: {
            "internal_name": template.internal_name,
            **{field: getattr(template, field) for field in PLAIN_FIELDS},
            **{field: _address(accounts.get(getattr(template, f"{field}_id"))) for field in ACCOUNT_FIELDS},
            **{field: _internal_name(parts.get(getattr(template, f"{field}_id"))) for field in PART_FIELDS},
            "contents": contents[template.pk],
            "assignments": assignments[template.pk],
            "files": files[template.pk],
        }
        for template in templates
    }


def _named(templates: Sequence[ReplyTemplate], fields: Sequence[str]) -> set[int]:
    return {getattr(template, f"{field}_id") for template in templates for field in fields} - {None}


def _contents(templates: Sequence[ReplyTemplate]) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for row in TemplateContent.objects.filter(template__in=templates).order_by("language"):
        found[row.template_id][row.language] = {"subject": row.subject, "html": row.html, "text": row.text}
    return found


def _assignments(templates: Sequence[ReplyTemplate]) -> dict[int, dict[str, bool]]:
    found: dict[int, dict[str, bool]] = defaultdict(dict)
    rows = TemplateAssignment.objects.filter(template__in=templates).select_related("category")
    for row in rows.order_by("category__internal_name"):
        found[row.template_id][row.category.internal_name] = row.is_default
    return found


def _file_names(templates: Sequence[ReplyTemplate]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = TemplateFile.objects.filter(template__in=templates).order_by("file__sort_key")
    for template_id, name in rows.values_list("template_id", "file__name"):
        found[template_id].append(name)
    return found


def _address(account: MailAccount | None) -> str:
    return account.address if account else ""


def _internal_name(include: ReplyTemplate | None) -> str:
    return include.internal_name if include else ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as values for the verbs. ``left_out`` names what it speaks of and the tenant does not have."""

    values: TemplateValues
    left_out: tuple[str, ...] = ()


def values_from(document: Mapping[str, Any], tenant_id: int) -> Reading:
    """The document in this tenant: categories, accounts, parts and files that are not there are left out and named."""
    left_out: list[str] = []
    values: dict[str, Any] = {field: document[field] for field in PLAIN_FIELDS if field in document}
    values["contents"] = {language: Content(**content) for language, content in document.get("contents", {}).items()}
    for field in ACCOUNT_FIELDS:
        address = document.get(field, "")
        values[field] = _account(address, tenant_id) if address else None
        left_out += [address] if address and values[field] is None else []
    for field in PART_FIELDS:
        name = document.get(field, "")
        rows = ReplyTemplate.objects.living().filter(tenant=tenant_id, part=field, internal_name=name)
        values[field] = rows.first() if name else None
        left_out += [name] if name and values[field] is None else []
    values["assignments"] = _categories(document.get("assignments", {}), tenant_id, left_out)
    values["files"] = _files(document.get("files", []), tenant_id, left_out)
    return Reading(TemplateValues(**values), tuple(left_out))  # type: ignore[typeddict-item]


def _account(address: str, tenant_id: int) -> MailAccount | None:
    """The tenant's account of the address before a shared one."""
    rows = MailAccount.objects.living().filter(owner_key__in=[0, tenant_id], address=address)
    return rows.order_by("-owner_key").first()


def _categories(given: Mapping[str, bool], tenant_id: int, left_out: list[str]) -> dict[Category, bool]:
    rows = Category.objects.living().filter(tenant=tenant_id, internal_name__in=list(given))
    found = {category: bool(given[category.internal_name]) for category in rows}
    left_out += sorted(given.keys() - {category.internal_name for category in found})
    return found


def _files(names: Sequence[str], tenant_id: int, left_out: list[str]) -> list[LibraryFile]:
    found = list(LibraryFile.objects.living().filter(tenant=tenant_id, name__in=list(names)))
    left_out += [name for name in names if name not in {file.name for file in found}]
    return found
