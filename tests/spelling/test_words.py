"""A tenant's word list: supervisors keep it, agents propose; no other tenant knows it."""

from __future__ import annotations

from kontor.audit.models import AuditEntry
from kontor.people.models import User
from kontor.spelling.domain.vocabulary import Vocabulary
from kontor.spelling.domain.words import (
    accept_words,
    add_word,
    delete_words,
    import_words,
    propose_word,
    refuse_words,
    words_in_scope,
)
from kontor.spelling.enums import WordState
from kontor.spelling.models import Word
from kontor.tenants.models import Tenant
from tests.factories.spelling import make_word
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope


def test_only_what_is_accepted_is_right(nordlicht: Tenant, anna: User, sven: User) -> None:
    with in_scope(nordlicht):
        proposed = propose_word(nordlicht.pk, "Stromkarussell", language="de", by=anna)
        before = Vocabulary.of(nordlicht.pk).words
        accept_words([proposed], by=sven)

        assert before == {}
        assert Vocabulary.of(nordlicht.pk).words == {"de": frozenset({"stromkarussell"})}
        row = Word.objects.get()
        assert (row.state, row.proposed_by, row.decided_by) == (WordState.ACCEPTED, anna, sven)


def test_no_other_tenant_knows_the_word(nordlicht: Tenant, alpina: Tenant) -> None:
    make_word(nordlicht, "Nordlichtstrom")

    with in_scope(alpina):
        assert (Vocabulary.of(alpina.pk).words, list(words_in_scope())) == ({}, [])
    with everywhere():
        assert Vocabulary.of(alpina.pk).words == {}


def test_a_word_is_proposed_once(nordlicht: Tenant, anna: User, bela: User, sven: User) -> None:
    with in_scope(nordlicht):
        row = propose_word(nordlicht.pk, "Kilowattfuchs", by=anna)
        with refused("“Kilowattfuchs” is proposed already."):
            propose_word(nordlicht.pk, "Kilowattfuchs", language="de", by=bela)
        refuse_words([row], by=sven)
        with refused("a supervisor has refused it."):
            propose_word(nordlicht.pk, "Kilowattfuchs", by=bela)
        add_word(nordlicht, "Kilowattfuchs", by=sven)
        with refused("is in the list already."):
            propose_word(nordlicht.pk, "Kilowattfuchs", by=bela)

        assert Word.objects.get().state == WordState.ACCEPTED


def test_lines_are_imported_what_is_known_is_passed_over(nordlicht: Tenant, sven: User) -> None:
    make_word(nordlicht, "Wattuhr")
    make_word(nordlicht, "Wattfuchs", state=WordState.PROPOSED)
    with in_scope(nordlicht):
        lines = ["Wattuhr", " Wattfuchs ", "", "Stromreiher", "zwei Wörter", "4711", "Stromreiher"]
        done = import_words(nordlicht, lines, by=sven)

        assert (done.added, done.known, done.unusable) == (2, 1, ["zwei Wörter", "4711"])
        assert sorted(Vocabulary.of(nordlicht.pk).words[""]) == ["stromreiher", "wattfuchs", "wattuhr"]


def test_what_is_no_single_word_is_refused(nordlicht: Tenant, sven: User) -> None:
    with in_scope(nordlicht):
        for word in ("zwei Wörter", "", "<b>fett</b>", "x" * 81, "${customer.name}"):
            with refused("Write one word"):
                add_word(nordlicht, word, by=sven)
        with refused("is in the list already."):
            add_word(nordlicht, "Wattuhr", by=sven)
            add_word(nordlicht, "Wattuhr", by=sven)


def test_soft_hyphens_and_apostrophes_are_stored_plain(nordlicht: Tenant, sven: User) -> None:
    with in_scope(nordlicht):
        assert add_word(nordlicht, "Watt\u00aduhr", by=sven).word == "Wattuhr"


def test_deleted_words_may_be_proposed_again(nordlicht: Tenant, anna: User, sven: User) -> None:
    row = make_word(nordlicht, "Wattuhr", state=WordState.REFUSED)
    with in_scope(nordlicht):
        assert delete_words([row], by=sven) == 1
        assert propose_word(nordlicht.pk, "Wattuhr", by=anna).state == WordState.PROPOSED


def test_what_is_decided_is_written_down(nordlicht: Tenant, anna: User, sven: User) -> None:
    with everywhere():
        row = propose_word(nordlicht.pk, "Wattuhr", by=anna)
        accept_words([row], by=sven)
        again = accept_words([row], by=sven)

        entry = AuditEntry.objects.latest("id")
    assert (again, entry.changes) == (0, {"state": ["proposed", "accepted"]})
