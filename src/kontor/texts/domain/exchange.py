"""Template sets leave as a zip of files and come in again, shown before anything is written."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, cast

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.kernel.errors import Refused
from kontor.kernel.text import numbered, sort_key_german
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.domain.documents import ACCOUNT_FIELDS, PART_FIELDS, TemplateValues, document_of, values_from
from kontor.texts.domain.exchange_files import SetFile, TemplateSet, pack, unpack
from kontor.texts.domain.exchange_parts import parts_of, take_in_parts
from kontor.texts.domain.greeting_words import greetings_of
from kontor.texts.domain.greetings import greetings_in, set_greetings
from kontor.texts.domain.library import LONGEST_NAME, Upload, add_file
from kontor.texts.domain.syntax import INCLUDE, names_in
from kontor.texts.domain.template_versions import Comparison, compare
from kontor.texts.domain.templates import change_template, create_template, lock_texts, restore_template
from kontor.texts.models import LibraryFile, ReplyTemplate, TemplateFile

_PICTURE = re.compile(r"picture:([0-9]{1,18})")


class EntryState(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Entry:
    """What becomes of one template of a set. ``sentence`` says why it is refused; ``comparison`` what it changes."""

    internal_name: str
    name: str
    state: EntryState
    sentence: str = ""
    remarks: tuple[str, ...] = ()
    comparison: Comparison = field(default_factory=Comparison)


@dataclass(frozen=True, slots=True)
class Import:
    """What an import does, or would do: templates, languages whose greetings change, and names of new files."""

    entries: tuple[Entry, ...]
    greetings: tuple[str, ...] = ()
    files: tuple[str, ...] = ()

    @property
    def refused(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.state == EntryState.REFUSED]

    @property
    def changes_nothing(self) -> bool:
        return not (self.greetings or self.files) and all(each.state == EntryState.SAME for each in self.entries)


class _OnlyLooking(Exception):
    """Ends a preview: what was tried is rolled back."""


def export_set(tenant: Tenant, templates: Iterable[ReplyTemplate] | None = None) -> bytes:
    """The templates as a zip, with the includes and files that they need; None: all of them, and the greetings."""
    rows = ReplyTemplate.objects.living().filter(tenant=tenant).order_by("internal_name")
    everything = {row.internal_name: row for row in rows}
    chosen = set(everything) if templates is None else {each.internal_name for each in templates}
    documents: dict[str, dict[str, Any]] = {}
    waiting = sorted(chosen & everything.keys())
    while waiting:
        name = waiting.pop()
        documents[name] = _whole(everything[name])
        waiting += sorted((_needed(documents[name]) & everything.keys()) - documents.keys() - set(waiting))
    greetings: dict[str, dict[str, str]] = {}
    if templates is None:
        for (language, form), text in sorted(greetings_of(tenant).items()):
            greetings.setdefault(language, {})[form] = text
    return pack(TemplateSet(dict(sorted(documents.items())), greetings, _files_of(tenant, documents)))


def preview_import(tenant: Tenant, raw: bytes) -> Import:
    """What an import of the zip would do, template by template. Nothing is written.

    Refused when the zip is no template set.
    """
    given = unpack(raw)
    result = Import(())
    try:
        with transaction.atomic():
            result = _take_in(tenant, given, by=None)
            raise _OnlyLooking
    except _OnlyLooking:
        return result


@transaction.atomic(savepoint=False)
def import_set(tenant: Tenant, raw: bytes, *, by: User | None) -> Import:
    """Take the zip in, all of it or nothing: templates (known by their internal names), greetings and files.

    Assignments and accounts are taken over where the tenant has the category or the address; the rest is left out and
    named. A second time it changes nothing. Refused when a template of it is refused.
    """
    result = _take_in(tenant, unpack(raw), by=by)
    if result.refused:
        sentences = " ".join(f"{entry.name}: {entry.sentence}" for entry in result.refused[:5])
        raise Refused(_("Nothing was imported. %(sentences)s") % {"sentences": sentences})
    return result


def _take_in(tenant: Tenant, given: TemplateSet, *, by: User | None) -> Import:
    lock_texts(tenant.pk)
    numbers, names, new_files = _take_files(tenant, given.files, by=by)
    entries = [_take_template(tenant, _in_tenant(document, numbers, names), by=by) for document in _in_order(given)]
    languages = [
        language for language, texts in given.greetings.items() if _take_greetings(tenant, language, texts, by=by)
    ]
    return Import(tuple(entries), tuple(languages), tuple(new_files))


def _take_template(tenant: Tenant, document: dict[str, Any], *, by: User | None) -> Entry:
    name, internal_name = document["name"], document["internal_name"]
    existing = ReplyTemplate.objects.filter(tenant=tenant, internal_name=internal_name).first()
    try:
        with transaction.atomic():
            reading = values_from(document, tenant.pk)
            _require_parts(document, reading.values)
            values = _without_unknown_accounts(document, reading.values)
            remarks = _left_out(reading.left_out)
            if existing is None:
                saved = create_template(tenant, internal_name=internal_name, by=by, **values)
                remarks = (*remarks, *saved.remarks, *_left_out(take_in_parts(saved.template, document, by=by)))
                return Entry(internal_name, name, EntryState.NEW, "", remarks, compare({}, _whole(saved.template)))
            return _change(existing, document, values, remarks, by=by)
    except _NothingNew:
        return Entry(internal_name, name, EntryState.SAME, "", remarks)
    except Refused as refusal:
        return Entry(internal_name, name, EntryState.REFUSED, str(refusal))


class _NothingNew(Exception):
    """The template is as the set has it: its saving is rolled back, so that there is no version that says nothing."""


def _change(
    existing: ReplyTemplate,
    document: Mapping[str, Any],
    values: TemplateValues,
    remarks: tuple[str, ...],
    *,
    by: User | None,
) -> Entry:
    before = _whole(existing) if existing.deleted_at is None else {}
    if existing.deleted_at is not None:
        existing = restore_template(existing, by=by).template
    gone = {row.language: None for row in existing.contents.all()}
    values["contents"] = {**gone, **values["contents"]}
    saved = change_template(existing, version=existing.version, by=by, **values)
    remarks = (*remarks, *_left_out(take_in_parts(saved.template, document, by=by)))
    after = _whole(saved.template)
    if after == before:
        raise _NothingNew
    state = EntryState.CHANGED if before else EntryState.NEW
    remarks = (*remarks, *saved.remarks)
    return Entry(document["internal_name"], document["name"], state, "", remarks, compare(before, after))


def _whole(template: ReplyTemplate) -> dict[str, Any]:
    """With what packages above know of it."""
    return {**document_of(template), **parts_of(template)}


def _require_parts(document: Mapping[str, Any], values: TemplateValues) -> None:
    for part in PART_FIELDS:
        if document[part] and cast(Mapping[str, Any], values)[part] is None:
            raise Refused(_("It names “%(name)s”, which is neither in the set nor here.") % {"name": document[part]})


def _without_unknown_accounts(document: Mapping[str, Any], values: TemplateValues) -> TemplateValues:
    unknown = {key for key in ACCOUNT_FIELDS if document[key] and cast(Mapping[str, Any], values)[key] is None}
    return cast(TemplateValues, {key: value for key, value in values.items() if key not in unknown})


def _left_out(names: Sequence[str]) -> tuple[str, ...]:
    return (_("Left out, because it is not here: %(names)s.") % {"names": ", ".join(names)},) if names else ()


def _take_greetings(tenant: Tenant, language: str, texts: Mapping[str, str], *, by: User | None) -> bool:
    present = greetings_in(tenant, language)
    wanted = {**present.own, **texts}
    if wanted == dict(present.own):
        return False
    set_greetings(tenant, language, wanted, version=present.version, by=by)
    return True


def _take_files(
    tenant: Tenant, files: Mapping[int, SetFile], *, by: User | None
) -> tuple[dict[int, int], dict[str, str], list[str]]:
    """The files in the tenant's library: their numbers here, their names here, and the names of new ones.

    The same bytes are the same file, however it is called.
    """
    numbers: dict[int, int] = {}
    names: dict[str, str] = {}
    new: list[str] = []
    for number, file in sorted(files.items()):
        rows = LibraryFile.objects.living().filter(tenant=tenant, purpose=file.purpose)
        found = rows.filter(blob__sha256=hashlib.sha256(file.content).digest()).order_by("pk").first()
        if found is None:
            name = _free_file_name(tenant, file.name)
            upload = Upload(file.filename, file.content)
            found = add_file(tenant, upload, name=name, purpose=file.purpose, by=by)  # type: ignore[arg-type]
            new.append(found.name)
        numbers[number], names[file.name] = found.pk, found.name
    return numbers, names, new


def _free_file_name(tenant: Tenant, name: str) -> str:
    taken = set(LibraryFile.objects.living().filter(tenant=tenant).values_list("sort_key", flat=True))
    names = numbered(name, " ({})", longest=LONGEST_NAME)
    return next(each for each in names if sort_key_german(each) not in taken)


def _in_tenant(document: Mapping[str, Any], numbers: Mapping[int, int], names: Mapping[str, str]) -> dict[str, Any]:
    """The document with the numbers and names that files have here; a picture that is not in the set is none."""
    contents = {
        language: {
            **texts, "html": _PICTURE.sub(lambda found: f"picture:{numbers.get(int(found[1]), 0)}", texts["html"])
        }
        for language, texts in document["contents"].items()
    }  # fmt: skip
    return {**document, "contents": contents, "files": [names.get(each, each) for each in document["files"]]}


def _in_order(given: TemplateSet) -> list[dict[str, Any]]:
    """What others need comes first. In a circle, which is refused later, any order does."""
    ordered: dict[str, dict[str, Any]] = {}
    begun: set[str] = set()
    waiting = sorted(given.templates, reverse=True)
    while waiting:
        name = waiting[-1]
        needed = sorted((_needed(given.templates[name]) & given.templates.keys()) - ordered.keys() - begun - {name})
        begun.add(name)
        if needed:
            waiting += needed
        else:
            ordered.setdefault(waiting.pop(), given.templates[name])
    return list(ordered.values())


def _needed(document: Mapping[str, Any]) -> set[str]:
    """The internal names of the includes that the template is made of."""
    texts = [text for content in document["contents"].values() for text in content.values()]
    named = {name.removeprefix(INCLUDE) for text in texts for name in names_in(text) if name.startswith(INCLUDE)}
    return named | {document[field] for field in PART_FIELDS if document[field]}


def _files_of(tenant: Tenant, documents: Mapping[str, Mapping[str, Any]]) -> dict[int, SetFile]:
    html = [content["html"] for each in documents.values() for content in each["contents"].values()]
    wanted = {int(number) for text in html for number in _PICTURE.findall(text)} - {0}
    attached = TemplateFile.objects.filter(tenant=tenant, template__internal_name__in=list(documents))
    wanted |= set(attached.values_list("file_id", flat=True))
    rows = LibraryFile.objects.filter(tenant=tenant, pk__in=wanted).select_related("blob").order_by("pk")
    return {row.pk: SetFile(row.name, row.filename, row.purpose, row.blob.content) for row in rows}
