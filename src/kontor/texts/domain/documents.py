"""A template as one document: the record, its contents and assignments, everything named and nothing numbered.

Versions and exchange keep templates in this form: includes and categories by internal name, accounts by address.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from kontor.channels.models import MailAccount
from kontor.org.models import Category
from kontor.texts.domain.includes import PARTS
from kontor.texts.models import LibraryFile, ReplyTemplate

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


def document_of(template: ReplyTemplate) -> dict[str, Any]:
    """The template as a document. The values are those of JSON."""
    accounts = MailAccount.objects.in_bulk([template.sender_id, template.reply_account_id])
    parts = ReplyTemplate.objects.in_bulk([getattr(template, f"{field}_id") for field in PART_FIELDS])
    return {
        "internal_name": template.internal_name,
        **{field: getattr(template, field) for field in PLAIN_FIELDS},
        **{field: _address(accounts.get(getattr(template, f"{field}_id"))) for field in ACCOUNT_FIELDS},
        **{field: _internal_name(parts.get(getattr(template, f"{field}_id"))) for field in PART_FIELDS},
        "contents": {
            row.language: {"subject": row.subject, "html": row.html, "text": row.text}
            for row in template.contents.order_by("language")
        },
        "assignments": {
            row.category.internal_name: row.is_default
            for row in template.assignments.select_related("category").order_by("category__internal_name")
        },
        "files": [row.file.name for row in template.files.select_related("file").order_by("file__sort_key")],
    }


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
