"""The spell check of the mail that begins a new process."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from kontor.answers.models import Draft
from kontor.spelling.models import Word
from kontor.spelling.preferences import BEFORE_SENDING
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.desk.new.test_views import draft, only, page, post, typed  # noqa: F401
from tests.factories.answers import prefer
from tests.factories.spelling import make_word
from tests.spelling.needs import needs_dictionaries
from tests.support.client import Browser
from tests.support.scoping import in_scope

pytestmark = needs_dictionaries


@pytest.fixture
def begun(draft: Draft) -> Draft:  # noqa: F811
    return draft


def test_words_are_marked_as_in_answers(page: Browser, begun: Draft, nordlicht: Tenant) -> None:  # noqa: F811
    make_word(nordlicht, "Wattuhrli")
    found = post(page, "spelling", begun, paragraph=["Guten Tag Käthe,", "Ihre Rechnugn und Ihr Wattuhrli."]).json()  # type: ignore[attr-defined]
    offered = post(page, "suggest-spelling", begun, word="Rechnugn", language="de").json()["suggestions"]  # type: ignore[attr-defined]
    written = page.get(reverse("desk:new:write", args=[begun.pk])).content.decode()

    assert [(word["paragraph"], word["word"]) for word in found["words"]] == [(1, "Rechnugn")]
    assert "Rechnung" in offered
    assert f'data-check="{reverse("desk:new:spelling", args=[begun.pk])}"' in written


def test_a_name_that_no_dictionary_knows_can_be_ignored_where_the_check_stops(
    page: Browser,  # noqa: F811
    begun: Draft,
    nordlicht: Tenant,
) -> None:
    prefer(nordlicht, BEFORE_SENDING, "stop")
    values: dict[str, Any] = typed(begun, text="Ihr Rechnugnwattuhrli kommt am Montag.")
    stopped = post(page, "send", begun, **values)
    post(page, "propose-word", begun, word="Rechnugnwattuhrli", language="de")
    sent = post(page, "send", begun, **values | {"version": only(nordlicht).version})

    assert (stopped.status_code, sent.status_code) == (409, 302)
    with in_scope(nordlicht):
        assert Word.objects.get().word == "Rechnugnwattuhrli"
        assert Ticket.objects.count() == 1
