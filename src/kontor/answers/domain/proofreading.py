"""The spelling of an answer: as its tenant sets it, in the language it is written in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, cast

from kontor.answers.domain.latest_draft import latest_draft
from kontor.answers.domain.voice import voice_of_draft
from kontor.answers.models import Draft
from kontor.preferences.domain.system import system_values
from kontor.preferences.models import SystemValues
from kontor.preferences.types import Holder
from kontor.spelling import engine
from kontor.spelling.domain.checking import Languages, Misspelt, misspelt, suggestions
from kontor.spelling.domain.vocabulary import Vocabulary
from kontor.spelling.preferences import LANGUAGES, SPELL_CHECK
from kontor.tickets.models import Ticket
from kontor.tickets.preferences import ticket_chain

IGNORED = "ignored_words"
MOST_IGNORED = 200


def is_checked(ticket: Ticket, draft: Draft) -> bool:
    """Whether the tenant has its answers checked, and the system a dictionary.

    A draft read for the editor has brought the installation's values along.
    """
    read: dict[str, Any] | None = getattr(draft, "system_preferences", None)
    system = system_values() if read is None else SystemValues(preferences=read)
    return bool(engine.languages()) and SPELL_CHECK.get(cast(Holder, system), cast(Holder, ticket.tenant))


def ticket_to_be(draft: Draft) -> Ticket:
    """The ticket that the draft of a new process will open, as far as the spelling depends on it. It is not kept."""
    assert draft.category is not None
    return Ticket(tenant=draft.category.tenant, category=draft.category, customer=draft.customer)


def suggestions_for(ticket: Ticket, word: str, language: str) -> list[str]:
    """What could stand in place of the word, the words of the tenant's list too."""
    return suggestions(word, language, Vocabulary.of(ticket.tenant_id))


def misspelt_in(ticket: Ticket, draft: Draft, paragraphs: Sequence[str]) -> list[Misspelt]:
    """The wrong words of these paragraphs; none where the tenant has the check switched off."""
    chain = ticket_chain(ticket)
    if not SPELL_CHECK.get(*chain):
        return []
    return misspelt(
        paragraphs,
        languages=languages_of(ticket, draft, chain),
        vocabulary=Vocabulary.of(ticket.tenant_id),
        ignored=[*ignored_in(draft), *_names(ticket, draft)],
    )


def languages_of(ticket: Ticket, draft: Draft, chain: tuple[Holder, ...]) -> Languages:
    """A short paragraph is in the draft's language, else in the customer's, else in the tenant's."""
    usual = draft.language or ticket.language or ticket.tenant.language
    return Languages(tuple(LANGUAGES.get(*chain)), usual)


def _names(ticket: Ticket, draft: Draft) -> Iterator[str]:
    """Whoever takes part in the conversation is spelt as they spell themselves."""
    people = [name for name, _address in (*draft.to, *draft.cc)] + [draft.author.name, ticket.tenant.name]
    speaks = voice_of_draft(draft).tenant.name
    for name in [*people, speaks, ticket.customer.name if ticket.customer else ""]:
        for word in name.replace(",", " ").split():
            yield from (word, f"{word}s")


def ignored_in(draft: Draft) -> list[str]:
    """The words that the writer has waved through in this answer."""
    return cast("list[str]", draft.options.get(IGNORED, []))


def ignore_word(draft: Draft, word: str) -> None:
    """The word is not marked any more in this answer."""
    row = latest_draft(draft)
    words = [*dict.fromkeys([*ignored_in(row), word[:80]])]
    row.options = {**row.options, IGNORED: words[-MOST_IGNORED:]}
    row.save(update_fields=["options"])
