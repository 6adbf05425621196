from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils.translation import override

from kontor.intake.parsing.quotes import own_text
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain import learned
from kontor.routing.domain.learned_models import begin_training, end_training
from kontor.routing.domain.learned_training import train_tenant
from kontor.routing.enums import LearningEnd
from kontor.routing.models import LearnedModel
from kontor.supervisor.learning.figures import percent
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.factories.learning import make_closed_tickets, make_model
from tests.factories.tenants import make_tenant
from tests.support.client import Browser
from tests.support.jobs import waiting_jobs
from tests.support.scoping import in_scope
from tests.support.statements import statements

Clients = Callable[..., Browser]


def url(tenant: Tenant, verb: str = "") -> str:
    return f"/supervisor/learning/{tenant.pk}/" + (f"{verb}/" if verb else "")


def text(response) -> str:  # type: ignore[no-untyped-def]
    return " ".join(response.content.decode().split())


@pytest.fixture
def taught(nordlicht: Tenant, billing: Category, moving: Category) -> Tenant:
    learned._kept.clear()
    make_closed_tickets([billing, moving], 120)
    train_tenant(nordlicht.pk, own_text)
    return nordlicht


def test_who_administers_one_tenant_is_led_to_it(client_for: Clients, nordlicht: Tenant, sven: User) -> None:
    response = client_for(sven, nordlicht).get("/supervisor/learning/")

    assert (response.status_code, response.url) == (302, url(nordlicht))


def test_the_list_names_each_tenant_with_its_accuracy(
    client_for: Clients, nordlicht: Tenant, alpina: Tenant, billing: Category, moving: Category, ada: User
) -> None:
    make_model(nordlicht, categories=[billing, moving], active=True)

    page = text(client_for(ada, nordlicht, alpina).get("/supervisor/learning/"))

    assert "Nordlicht Energie" in page and "93%" in page
    assert "Alpina Versicherung" in page and "not yet" in page


def test_the_list_needs_as_many_statements_with_three_tenants(
    client_for: Clients, nordlicht: Tenant, alpina: Tenant, ada: User
) -> None:
    two, more = client_for(ada, nordlicht, alpina), [make_tenant(), make_tenant()]
    two.get("/supervisor/learning/")
    with statements() as before:
        two.get("/supervisor/learning/")
    four = client_for(ada, nordlicht, alpina, *more)
    four.get("/supervisor/learning/")
    with statements() as after:
        four.get("/supervisor/learning/")

    assert len(after) == len(before)


def test_the_page_of_a_tenant_without_model(client_for: Clients, nordlicht: Tenant, sven: User) -> None:
    page = text(client_for(sven, nordlicht).get(url(nordlicht)))

    assert "nothing learned yet" in page
    assert "Train now" in page
    assert "How good it is" not in page


def test_the_page_shows_the_measured_figures(
    client_for: Clients, nordlicht: Tenant, billing: Category, moving: Category, sven: User
) -> None:
    make_model(nordlicht, categories=[billing, moving], active=True)

    page = text(client_for(sven, nordlicht).get(url(nordlicht)))

    assert "Measured on the newest 20 tickets" in page
    assert '<strong class="figure__value">93%</strong>' in page
    assert '<th scope="row">Abrechnung</th><td class="is-figure">20</td><td class="is-figure">10</td>' in page
    assert '<td>Abrechnung</td><td>Umzug</td><td class="is-figure">2</td>' in page
    assert "80% <span" in page and "in force" in page


def test_figures_of_deleted_categories_keep_their_names(
    client_for: Clients, nordlicht: Tenant, billing: Category, moving: Category, sven: User
) -> None:
    make_model(nordlicht, categories=[billing, moving], active=True)
    with in_scope(nordlicht):
        Category.objects.filter(pk=moving.pk).update(deleted_at="2026-01-01T00:00:00Z")

    assert "Umzug" in text(client_for(sven, nordlicht).get(url(nordlicht)))


def test_the_page_of_another_tenant_is_not_there(client_for: Clients, nordlicht: Tenant, alpina: Tenant, sven: User):
    make_model(alpina, active=True)

    for verb in ("", "use", "train", "ask"):
        method = "post" if verb else "get"
        assert getattr(client_for(sven, nordlicht), method)(url(alpina, verb)).status_code == 404


def test_the_use_is_saved_and_holds_for_the_tenant(client_for: Clients, nordlicht: Tenant, sven: User) -> None:
    browser = client_for(sven, nordlicht)

    response = browser.post(url(nordlicht, "use"), {"use": "below", "sure": "85", "version": nordlicht.version})

    assert (response.status_code, response.url) == (302, url(nordlicht))
    with in_scope(nordlicht):
        nordlicht.refresh_from_db()
    assert nordlicht.preferences == {"routing.learned_use": "below", "routing.learned_sure": 85}


@pytest.mark.parametrize(("field", "value"), [("use", "always"), ("sure", "49"), ("sure", "100"), ("sure", "")])
def test_nonsense_is_not_saved(client_for: Clients, nordlicht: Tenant, sven: User, field: str, value: str) -> None:
    entered = {"use": "below", "sure": "85", "version": nordlicht.version, field: value}

    response = client_for(sven, nordlicht).post(url(nordlicht, "use"), entered)

    assert response.status_code == 422
    with in_scope(nordlicht):
        nordlicht.refresh_from_db()
    assert nordlicht.preferences == {}


def test_the_last_save_does_not_win_unseen(client_for: Clients, nordlicht: Tenant, sven: User) -> None:
    with in_scope(nordlicht):
        Tenant.objects.filter(pk=nordlicht.pk).update(version=nordlicht.version + 1)

    response = client_for(sven, nordlicht).post(
        url(nordlicht, "use"), {"use": "above", "sure": "80", "version": nordlicht.version}
    )

    assert response.status_code == 422
    assert "Somebody else has changed the tenant" in text(response)


def test_training_is_asked_for_once(client_for: Clients, nordlicht: Tenant, sven: User) -> None:
    browser = client_for(sven, nordlicht)

    assert browser.post(url(nordlicht, "train")).status_code == 302
    page = text(browser.get(url(nordlicht)))
    again = browser.post(url(nordlicht, "train"), follow=True)

    assert len(waiting_jobs("tasks.learn")) == 1
    assert "A training waits for a worker." in page
    assert "Train now" not in page
    assert "A training is under way already." in text(again)


def test_the_state_follows_the_training(client_for: Clients, htmx_for: Clients, nordlicht: Tenant, sven: User) -> None:
    client_for(sven, nordlicht).post(url(nordlicht, "train"))
    browser = htmx_for(sven, nordlicht)
    with in_scope(nordlicht):
        begin_training(nordlicht.pk)
    running = text(browser.get(url(nordlicht)))
    with in_scope(nordlicht):
        end_training(nordlicht.pk, LearningEnd.TOO_FEW, usable=12)
    ended = text(browser.get(url(nordlicht)))

    assert running.startswith("<section") and 'hx-trigger="every 3s"' in running
    assert "Is being learned" in running
    assert "too few closed tickets to learn from: 12." in ended
    assert "hx-trigger" not in ended


@pytest.mark.parametrize(
    ("end", "sentence"),
    [(LearningEnd.STOPPED, "was broken off"), (LearningEnd.FAILED, "has failed; the worker's log says why")],
)
def test_trouble_is_said(client_for: Clients, nordlicht: Tenant, sven: User, end: LearningEnd, sentence: str) -> None:
    with in_scope(nordlicht):
        end_training(nordlicht.pk, end)

    page = client_for(sven, nordlicht).get(url(nordlicht)).content.decode()

    assert sentence in " ".join(page.replace("&#x27;", "'").split())


def test_another_model_is_chosen(
    client_for: Clients, nordlicht: Tenant, billing: Category, moving: Category, sven: User
) -> None:
    make_model(nordlicht, categories=[billing, moving], active=True)
    other = make_model(nordlicht, categories=[billing, moving])
    browser = client_for(sven, nordlicht)
    assert f"/models/{other.pk}/" in text(browser.get(url(nordlicht)))

    browser.post(f"{url(nordlicht)}models/{other.pk}/")

    with in_scope(nordlicht):
        assert LearnedModel.objects.get(active=True) == other


def test_a_model_of_another_tenant_cannot_be_chosen(
    client_for: Clients, nordlicht: Tenant, alpina: Tenant, ada: User
) -> None:
    """Not even by who administers both."""
    foreign = make_model(alpina)
    browser = client_for(ada, nordlicht, alpina)
    assert browser.get(url(nordlicht)).status_code == 200

    assert browser.post(f"{url(nordlicht)}models/{foreign.pk}/").status_code == 404
    with in_scope(alpina):
        assert not LearnedModel.objects.get().active


def test_a_pasted_text_gets_an_opinion_with_its_words(client_for: Clients, taught: Tenant, sven: User) -> None:
    entered = {"subject": "Rechnung", "text": "Die Mehrwertsteuer auf der Rechnung fehlt.\n\n> Umzug Umzug Umzug"}

    page = text(client_for(sven, taught).post(url(taught, "ask"), entered))

    assert page.index("<dt>Abrechnung</dt>") < page.index("<dt>Umzug</dt>")
    words = page.partition("Because of: <strong>")[2].partition("</strong>")[0].split(", ")
    assert {"Rechnung", "Mehrwertsteuer"} <= set(words)


def test_htmx_gets_the_opinion_alone(htmx_for: Clients, taught: Tenant, sven: User) -> None:
    page = text(htmx_for(sven, taught).post(url(taught, "ask"), {"text": "Mehrwertsteuer der Rechnung"}))

    assert page.startswith('<div id="opinion"')


def test_a_ticket_gets_an_opinion(client_for: Clients, taught: Tenant, ticket: Ticket, sven: User) -> None:
    page = text(client_for(sven, taught).post(url(taught, "ask"), {"number": str(ticket.number)}))

    assert "<dt>Abrechnung</dt>" in page


def test_a_ticket_of_another_tenant_is_not_found(
    client_for: Clients, taught: Tenant, alpina: Tenant, alpina_ticket: Ticket, ada: User
) -> None:
    """Even by who may read it: this page is the other tenant's."""
    response = client_for(ada, taught, alpina).post(url(taught, "ask"), {"number": str(alpina_ticket.number)})

    assert response.status_code == 422
    assert "There is no such ticket of this tenant" in text(response)
    assert "Schaden" not in text(response)


def test_of_unknown_words_there_is_no_opinion(client_for: Clients, taught: Tenant, sven: User) -> None:
    page = text(client_for(sven, taught).post(url(taught, "ask"), {"text": "xylophon"}))

    assert "No opinion" in page


def test_nothing_entered_is_said(client_for: Clients, taught: Tenant, sven: User) -> None:
    response = client_for(sven, taught).post(url(taught, "ask"), {})

    assert response.status_code == 422
    assert "Enter the number of a ticket, or a subject or text." in text(response)


@pytest.mark.parametrize(("language", "written"), [("en", "93%"), ("de", "93\xa0%")])
def test_percent_is_written_as_the_reader_writes_it(language: str, written: str) -> None:
    with override(language):
        assert percent(0.934) == written
        assert percent(None) == "–"
