"""Keyword sets of the draft are created, changed and deleted. They count once the draft is activated, as rules do."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import difference, record_change, snapshot
from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line, sort_key_german
from kontor.people.models import User
from kontor.routing.domain.conditions import conditions_from
from kontor.routing.domain.rule_entries import clean_words
from kontor.routing.domain.versions import lock_rules
from kontor.routing.models import CategoryRule, KeywordSet

AUDITED = ("name", "lines", "stems")


@transaction.atomic(savepoint=False)
def create_keyword_set(
    tenant_id: int, *, name: str, lines: Iterable[str], stems: bool = False, by: User | None
) -> KeywordSet:
    """A new set of the tenant. Refused without words, with a name that is taken, with a line that is not understood."""
    lock_rules(tenant_id)
    row = KeywordSet(tenant_id=tenant_id)
    _fill(row, name, lines, stems=stems)
    row.save(force_insert=True)
    record_change("created", row, by=by, tenant_id=tenant_id, changes=difference({}, snapshot(row, AUDITED)))
    return row


@transaction.atomic(savepoint=False)
def change_keyword_set(
    row: KeywordSet, *, version: int, name: str, lines: Iterable[str], stems: bool = False, by: User | None
) -> KeywordSet:
    """Change the set for every rule that uses it."""
    lock_rules(row.tenant_id)
    row = _lock(row, version)
    before = snapshot(row, AUDITED)
    _fill(row, name, lines, stems=stems)
    row.version += 1
    row.save()
    changes = difference(before, snapshot(row, AUDITED))
    if changes:
        record_change("changed", row, by=by, tenant_id=row.tenant_id, changes=changes)
    return row


@transaction.atomic(savepoint=False)
def delete_keyword_set(row: KeywordSet, *, by: User | None) -> None:
    """Refused while a rule of the draft uses it. Versions keep their own copy. What somebody else has deleted meanwhile
    is no error."""
    lock_rules(row.tenant_id)
    if not KeywordSet.objects.filter(pk=row.pk).exists():
        return
    users = rules_using(row)
    if users:
        names = ", ".join(f"“{rule.name or rule.category.name}”" for rule in users[:5])
        raise Refused(_("“%(name)s” is used by the rules %(rules)s.") % {"name": row.name, "rules": names})
    record_change("deleted", row, by=by, tenant_id=row.tenant_id)
    row.delete()


def rules_using(row: KeywordSet) -> list[CategoryRule]:
    """The rules of the draft that look for the set's words, in their order."""
    rules = CategoryRule.objects.filter(tenant_id=row.tenant_id).select_related("category")
    return [rule for rule in rules if any(row.pk in each.sets for each in conditions_from(rule.conditions))]


def _fill(row: KeywordSet, name: str, lines: Iterable[str], *, stems: bool) -> None:
    row.name, row.lines, row.stems = one_line(name)[:120], clean_words(lines), stems
    row.sort_key = sort_key_german(row.name)
    if not row.name:
        raise Refused(_("Give the keyword set a name."), about="name")
    if not row.lines:
        raise Refused(_("A keyword set needs at least one word."), about="lines")
    same = KeywordSet.objects.filter(tenant_id=row.tenant_id, sort_key=row.sort_key).exclude(pk=row.pk)
    if same.exists():
        raise Refused(_("There is a keyword set “%(name)s” already.") % {"name": row.name}, about="name")


def _lock(row: KeywordSet, version: int) -> KeywordSet:
    locked = KeywordSet.objects.select_for_update(of=("self",)).filter(pk=row.pk).first()
    if locked is None:
        raise Refused(_("Somebody else has deleted this keyword set in the meantime."))
    if locked.version != version:
        raise Refused(_("Somebody else has changed this keyword set in the meantime. Nothing was overwritten."))
    return locked
