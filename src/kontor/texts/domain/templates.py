"""Reply templates are created, changed, copied, deleted and restored; every saving is a version of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Unpack, cast

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import record_change
from kontor.kernel import clock
from kontor.kernel.batches import BATCH, FEWER, change_places
from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line, sort_key_german
from kontor.people.models import User
from kontor.preferences.uses import InUse, listed
from kontor.tenants.models import Tenant
from kontor.texts.domain.documents import (
    ACCOUNT_FIELDS,
    PART_FIELDS,
    PLAIN_FIELDS,
    Content,
    NewTemplate,
    TemplateValues,
    documents_of,
)
from kontor.texts.domain.template_assignments import Displaced, assign, follow_kind, set_files, take_default
from kontor.texts.domain.template_checks import require_includes
from kontor.texts.domain.template_contents import write_contents
from kontor.texts.domain.template_record import (
    fill_record,
    free_name,
    propose_internal_name,
    require_free_internal_names,
    require_free_names,
)
from kontor.texts.domain.template_versions import keep_versions
from kontor.texts.domain.usage import let_go_of, uses_of
from kontor.texts.enums import TemplateKind
from kontor.texts.models import ReplyTemplate

RECORD = tuple(
    field.name
    for field in ReplyTemplate._meta.concrete_fields
    if field.name not in ("id", "tenant", "internal_name", "deleted_at")
)
"""What a saving writes."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A template as it is now, and whole sentences on what else the saving has changed."""

    template: ReplyTemplate
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Change:
    """What a template is to become, and its document until now."""

    template: ReplyTemplate
    values: TemplateValues
    before: Mapping[str, Any]


@transaction.atomic(savepoint=False)
def create_template(
    tenant: Tenant, *, internal_name: str = "", by: User | None, **values: Unpack[TemplateValues]
) -> Saved:
    """Create a template of the tenant.

    Without ``internal_name`` one is made from the name; it never changes. An include needs a ``part``. Refused when a
    name is taken, for an unknown placeholder or include, and for what belongs to another tenant.
    """
    return create_templates(tenant, [NewTemplate(internal_name=internal_name, **values)], by=by)[0]


@transaction.atomic(savepoint=False)
def create_templates(tenant: Tenant, wanted: Sequence[NewTemplate], *, by: User | None) -> list[Saved]:
    """The same for many that do not name each other, in as many statements as for one."""
    lock_texts(tenant.pk)
    new: list[ReplyTemplate] = []
    for values in wanted:
        name = one_line(values.get("name", ""))
        besides = {each.internal_name for each in new}
        internal_name = values.get("internal_name") or propose_internal_name(tenant.pk, name, besides=besides)
        kind = values.get("kind", TemplateKind.REPLY)
        new.append(ReplyTemplate(tenant=tenant, internal_name=internal_name, kind=kind))
    require_free_internal_names(tenant.pk, new)
    return _save([_Change(*each, {}) for each in zip(new, wanted, strict=True)], "created", tenant.pk, by=by)


@transaction.atomic(savepoint=False)
def change_template(
    template: ReplyTemplate, *, version: int, by: User | None, **values: Unpack[TemplateValues]
) -> Saved:
    """Change what is given. Where it becomes the default it takes that from another; the result says from which.

    Refused when somebody else saved since ``version``, and as in ``create_template``. An include stays an include.
    """
    return change_templates([(template, version, values)], by=by)[0]


@transaction.atomic(savepoint=False)
def change_templates(wanted: Sequence[tuple[ReplyTemplate, int, TemplateValues]], *, by: User | None) -> list[Saved]:
    """The same for many of one tenant, in as many statements as for one. They may change names among each other.

    Includes are changed one at a time: one may take from another what that one is about to give up.
    """
    if not wanted:
        return []
    locked = lock_templates({template.pk: version for template, version, _values in wanted}, wanted[0][0].tenant_id)
    documents = documents_of(list(locked.values()))
    changes = []
    for seen, _version, values in wanted:
        template = locked[seen.pk]
        if _becomes_another(template, values):
            _require_free_to_become(template, values)
            values["contents"] = {**_contents(template), **values.get("contents", {})}
        template.version += 1
        changes.append(_Change(template, values, documents[template.pk]))
    return _save(changes, "changed", wanted[0][0].tenant_id, by=by)


@transaction.atomic(savepoint=False)
def copy_template(template: ReplyTemplate, *, name: str = "", by: User | None) -> Saved:
    """A second one with the same contents, assigned to no category and default of nothing."""
    lock_texts(template.tenant_id)
    fields = (*PLAIN_FIELDS, *ACCOUNT_FIELDS, *PART_FIELDS)
    values = {field: _living(getattr(template, field)) for field in fields} | {"is_default": False}
    values["name"] = one_line(name) or free_name(template)
    values["contents"] = {row.language: Content(row.subject, row.html, row.text) for row in template.contents.all()}
    values["files"] = [row.file for row in template.files.select_related("file")]
    return create_template(template.tenant, by=by, **cast(TemplateValues, values))


@transaction.atomic(savepoint=False)
def delete_templates(templates: Iterable[ReplyTemplate], *, by: User | None) -> int:
    """Delete them; they can be restored. Says how many.

    Refused with the list of its uses when one of them is in use by something that stays. Drafts that were begun with
    it keep their text and name no template any more.
    """
    templates = sorted(templates, key=lambda each: (each.tenant_id, each.pk))
    for tenant_id in dict.fromkeys(each.tenant_id for each in templates):
        lock_texts(tenant_id)
    rows = ReplyTemplate.objects.living().select_for_update(of=("self",))
    living = list(rows.filter(pk__in=[each.pk for each in templates]).order_by("pk"))
    _require_unused(living)
    for template in living:
        let_go_of(template)
        template.deleted_at = clock.now()
        template.version += 1
        template.save(update_fields=["deleted_at", "version", "changed_at"])
        record_change("deleted", template, by=by, tenant_id=template.tenant_id)
    return len(living)


@transaction.atomic(savepoint=False)
def restore_template(template: ReplyTemplate, *, name: str = "", by: User | None) -> Saved:
    """A deleted one is back with its contents; under another ``name`` if one is given. Refused while that is another's
    or an include of it is missing."""
    lock_texts(template.tenant_id)
    template = ReplyTemplate.objects.select_for_update(of=("self",)).get(pk=template.pk)
    if template.deleted_at is None:
        return Saved(template)
    if name:
        template.name = one_line(name)
        template.sort_key = sort_key_german(template.name)
    require_free_names(template.tenant_id, [template])
    require_includes(template.tenant_id, [(template, _contents(template).values())])
    template.deleted_at = None
    template.version += 1
    template.save(update_fields=["deleted_at", "name", "sort_key", "version", "changed_at"])
    record_change("restored", template, by=by, tenant_id=template.tenant_id)
    return Saved(template)


def lock_texts(tenant_id: int) -> None:
    """Nobody else changes templates of the tenant meanwhile: they name each other."""
    Tenant.objects.select_for_update(of=("self",), no_key=True).get(pk=tenant_id)


def lock_templates(versions: Mapping[int, int], tenant_id: int) -> dict[int, ReplyTemplate]:
    """The living rows by their ids, locked, with the tenant's texts; each with the version that somebody has seen.

    Refused when somebody else saved or deleted one of them meanwhile.
    """
    lock_texts(tenant_id)
    rows = ReplyTemplate.objects.select_for_update(of=("self",)).filter(pk__in=versions).order_by("pk")
    locked = {template.pk: template for template in rows}
    if locked.keys() != set(versions):
        raise ReplyTemplate.DoesNotExist
    for template_id, version in versions.items():
        template = locked[template_id]
        if template.deleted_at is not None:
            raise Refused(_("The template “%(name)s” has been deleted in the meantime.") % {"name": template.name})
        if template.version != version:
            raise Refused(
                _("Somebody else has changed the template “%(name)s” in the meantime. Nothing was overwritten.")
                % {"name": template.name}
            )
    return locked


def _save(changes: Sequence[_Change], action: str, tenant_id: int, *, by: User | None) -> list[Saved]:
    keys = {change.template.pk: change.template.sort_key for change in changes if change.before}
    for change in changes:
        fill_record(change.template, change.values)
    templates = [change.template for change in changes]
    require_free_names(tenant_id, templates)
    change_places([each for each in templates if each.pk and each.sort_key != keys[each.pk]], "sort_key", keys)
    displaced = _save_records(templates)
    write_contents(tenant_id, {each.template: each.values["contents"] for each in changes if "contents" in each.values})
    assigned = {each.template: each.values["assignments"] for each in changes if "assignments" in each.values}
    for template, others in assign(assigned).items():
        displaced[template] += others
    alone = [change.template for change in changes if change.before and change.template not in assigned]
    for template, others in follow_kind(alone).items():
        displaced[template] += others
    set_files({each.template: each.values["files"] for each in changes if "files" in each.values})
    keep_versions([(each.template, each.before) for each in changes], action, tenant_id=tenant_id, by=by)
    _keep_versions_of([other for others in displaced.values() for other in others], by=by)
    return [Saved(each, tuple(other.sentence(each) for other in displaced[each])) for each in templates]


def _save_records(templates: Sequence[ReplyTemplate]) -> dict[ReplyTemplate, list[Displaced]]:
    """Together; one at a time what may take a default from another."""
    displaced: dict[ReplyTemplate, list[Displaced]] = {}
    together = [template for template in templates if not template.is_default]
    new, changed = [each for each in together if not each.pk], [each for each in together if each.pk]
    ReplyTemplate.objects.bulk_create(new, batch_size=BATCH)
    for template in changed:
        template.changed_at = clock.now()
    ReplyTemplate.objects.bulk_update(changed, RECORD, batch_size=FEWER)
    for template in templates:
        taken = take_default(template)
        if template.is_default:
            template.save()
        displaced[template] = taken
    return displaced


def _keep_versions_of(displaced: Iterable[Displaced], *, by: User | None) -> None:
    """Who lost a default has a version more, so that no open mask takes it back without being asked."""
    others = {each.other.pk: each.other for each in displaced if not each.kept}
    for other in others.values():
        latest = other.versions.first()
        other.version += 1
        other.save(update_fields=["version", "changed_at"])
        before = latest.content if latest else {}
        keep_versions([(other, before)], "changed", tenant_id=other.tenant_id, by=by)


def _becomes_another(template: ReplyTemplate, values: TemplateValues) -> bool:
    return (values.get("kind", template.kind), values.get("part", template.part)) != (template.kind, template.part)


def _require_free_to_become(template: ReplyTemplate, values: TemplateValues) -> None:
    """Refused for a kind or part that would take from others what they use. Assignments follow the kind."""
    if (values.get("kind", template.kind) == TemplateKind.INCLUDE) != (template.kind == TemplateKind.INCLUDE):
        raise Refused(_("An include stays an include, and a template a template. Create a new one."))
    uses = [use for use in uses_of(template) if use.code != "category"]
    if uses:
        raise Refused(
            _("“%(name)s” cannot become something else while it is in use. %(uses)s.")
            % {"name": template.name, "uses": listed(uses)}
        )


def _contents(template: ReplyTemplate) -> dict[str, Content]:
    return {row.language: Content(row.subject, row.html, row.text) for row in template.contents.all()}


def _living(value: Any) -> Any:
    return None if getattr(value, "deleted_at", None) else value


def _require_unused(templates: Sequence[ReplyTemplate]) -> None:
    """The sentence names what uses the first one, the refusal carries what uses each."""
    found = [(template, uses) for template in templates if (uses := uses_of(template, besides=templates))]
    if found:
        template, uses = found[0]
        said = {"name": template.name, "uses": listed(uses)}
        raise InUse(_("“%(name)s” is in use and cannot be deleted. %(uses)s.") % said, found)
