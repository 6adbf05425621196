"""A tenant's word list: supervisors keep it, agents propose."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.audit.domain.recording import record_change
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line
from kontor.spelling.domain.tokens import as_looked_up
from kontor.spelling.enums import WordState
from kontor.spelling.models import Word
from kontor.tenants.models import Tenant

if TYPE_CHECKING:
    from kontor.people.models import User

LONGEST = 80
MOST_LINES = 5_000
_ONE_WORD = re.compile(r"[^\W\d_](?:[^\W_]|['.&-])*", re.UNICODE)


@dataclass(frozen=True)
class Imported:
    added: int
    known: int
    unusable: list[str]


def words_in_scope() -> QuerySet[Word]:
    """The words of the scope's living tenants, proposals too."""
    rows = Word.objects.select_related("tenant", "proposed_by", "decided_by")
    return rows.filter(tenant__deleted_at=None)


@transaction.atomic(savepoint=False)
def add_word(tenant: Tenant, word: str, *, language: str = "", by: User | None) -> Word:
    """The word is right from now on. One that was proposed or refused is accepted. Refused when it is known already."""
    word = _checked(word)
    row, is_new = _get_or_create(tenant.pk, word, language, WordState.ACCEPTED)
    if not is_new and row.state == WordState.ACCEPTED:
        raise Refused(_("“%(word)s” is in the list already.") % {"word": word})
    _decide(row, WordState.ACCEPTED, by)
    record_change("created", row, by=by, tenant_id=tenant.pk, changes={"word": [None, word]})
    return row


@transaction.atomic(savepoint=False)
def import_words(tenant: Tenant, lines: Iterable[str], *, language: str = "", by: User | None) -> Imported:
    """Add the words, one a line; empty lines and what is known already are passed over."""
    wanted: dict[str, None] = {}
    unusable: list[str] = []
    for line in list(lines)[:MOST_LINES]:
        word = as_looked_up(one_line(line))
        if word and _ONE_WORD.fullmatch(word) and len(word) <= LONGEST:
            wanted[word] = None
        elif word:
            unusable.append(word[:LONGEST])
    mine = Word.objects.filter(tenant=tenant, language=language, word__in=list(wanted))
    known = set(mine.filter(state=WordState.ACCEPTED).values_list("word", flat=True))
    mine.exclude(state=WordState.ACCEPTED).update(state=WordState.ACCEPTED, decided_by=by, decided_at=clock.now())
    new = {"tenant": tenant, "language": language, "decided_by": by, "decided_at": clock.now()}
    rows = [Word(word=word, **new) for word in sorted(wanted)]
    Word.objects.bulk_create(rows, ignore_conflicts=True)
    added = len(wanted) - len(known)
    if added:
        changes = {"words": [len(known), len(wanted)]}
        record_change("imported words", rows[0], by=by, tenant_id=tenant.pk, changes=changes, label=tenant.name)
    return Imported(added, len(known), unusable)


@transaction.atomic(savepoint=False)
def propose_word(tenant_id: int, word: str, *, language: str = "", by: User) -> Word:
    """Put the word before the supervisors. Refused when it is in the list, waits already, or was refused."""
    word = _checked(word)
    row, is_new = _get_or_create(tenant_id, word, language, WordState.PROPOSED, proposed_by=by)
    if not is_new:
        raise Refused(str(_KNOWN[WordState(row.state)]) % {"word": word})
    return row


@transaction.atomic(savepoint=False)
def accept_words(rows: Iterable[Word], *, by: User | None) -> int:
    """The proposals are right; returns how many there were that were not accepted before."""
    return _decide_all(rows, WordState.ACCEPTED, by)


@transaction.atomic(savepoint=False)
def refuse_words(rows: Iterable[Word], *, by: User | None) -> int:
    """The words are no longer right, and not proposed again."""
    return _decide_all(rows, WordState.REFUSED, by)


@transaction.atomic(savepoint=False)
def delete_words(rows: Iterable[Word], *, by: User | None) -> int:
    """As if they had never been in the list: they may be proposed again."""
    locked = _locked(rows)
    for row in locked:
        record_change("deleted", row, by=by, tenant_id=row.tenant_id, changes={"word": [row.word, None]})
    Word.objects.filter(pk__in=[row.pk for row in locked]).delete()
    return len(locked)


_KNOWN = {
    WordState.PROPOSED: gettext_lazy("“%(word)s” is proposed already. A supervisor decides."),
    WordState.ACCEPTED: gettext_lazy("“%(word)s” is in the list already."),
    WordState.REFUSED: gettext_lazy("“%(word)s” was proposed before, and a supervisor has refused it."),
}


def _checked(word: str) -> str:
    word = as_looked_up(one_line(word))
    if len(word) > LONGEST or not _ONE_WORD.fullmatch(word):
        raise Refused(_("Write one word, without spaces, beginning with a letter."))
    return word


def _get_or_create(
    tenant_id: int, word: str, language: str, state: WordState, *, proposed_by: User | None = None
) -> tuple[Word, bool]:
    """Locked. A word without a language is right in every language."""
    values = {"state": state, "proposed_by": proposed_by}
    same = Word.objects.select_for_update(of=("self",)).filter(Q(language="") | Q(language=language))
    found = same.filter(tenant_id=tenant_id, word=word).order_by("-language").first()
    if found:
        return found, False
    return Word.objects.get_or_create(tenant_id=tenant_id, word=word, language=language, defaults=values)


def _decide_all(rows: Iterable[Word], state: WordState, by: User | None) -> int:
    locked = [row for row in _locked(rows) if row.state != state]
    for row in locked:
        before = row.state
        _decide(row, state, by)
        record_change("changed", row, by=by, tenant_id=row.tenant_id, changes={"state": [before, str(state)]})
    return len(locked)


def _decide(row: Word, state: WordState, by: User | None) -> None:
    row.state, row.decided_by, row.decided_at = state, by, clock.now()
    row.version += 1
    row.save(update_fields=["state", "decided_by", "decided_at", "version"])


def _locked(rows: Iterable[Word]) -> list[Word]:
    ids = [row.pk for row in rows]
    return list(Word.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk"))
