"""The word list of one tenant where the rows of two are in the scope."""

from __future__ import annotations

from kontor.people.models import User
from kontor.spelling.domain.vocabulary import Vocabulary
from kontor.spelling.domain.words import import_words, propose_word
from kontor.spelling.enums import WordState
from kontor.spelling.models import Word
from kontor.tenants.models import Tenant
from tests.factories.spelling import make_word
from tests.support.scoping import in_scope


def test_words_are_the_tenants_own(nordlicht: Tenant, alpina: Tenant, bela: User) -> None:
    make_word(alpina, "Lawinenpiepser")
    refused = make_word(alpina, "Schneegestöber", state=WordState.REFUSED)
    with in_scope(nordlicht, alpina):
        assert Vocabulary.of(nordlicht.pk).words == {}
        assert propose_word(nordlicht.pk, "Lawinenpiepser", by=bela).tenant_id == nordlicht.pk

        assert import_words(nordlicht, ["Schneegestöber"], by=None).added == 1

        assert Word.objects.get(pk=refused.pk).state == WordState.REFUSED
