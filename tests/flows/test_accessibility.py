"""Every page there is, in Chromium: axe finds nothing, light and dark, in German and in English; and with names as long
as they may be none is wider than a telephone, and nothing is cut off that cannot be read.

The pages are those of the resolver that answer with HTML, each with a row of a furnished tenant in every place; what
two addresses show is looked at once. What the theme changes is colours: the dark one is asked for them alone. What
English changes is words: where it changes more, it is looked at too, for all but colours. All of it is looked at in
English at full size only, as the pages of the administration are.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, TimeoutError

from kontor.people.models import Role, User
from tests.architecture.addresses import Address, every_address
from tests.flows.asking import NOT_ASKED, urls_of, with_lent
from tests.flows.house import House, furnish
from tests.support.axe import breaches, breaches_in_both_themes
from tests.support.chromium import chromium
from tests.support.client import Browser
from tests.support.narrow import faults_on_a_telephone
from tests.support.processes import Web, web
from tests.support.renamed import is_renamed

pytestmark = pytest.mark.browser
NO_PAGES = {
    "calls",
    "desk:letter:pages",
    "desk:new:recipients",
    "desk:ticket:message",
    "health",
    "metrics",
    "state",
    "supervisor:categories:internal-name",
    "supervisor:letters:batch-progress",
    "supervisor:letters:pages",
    "supervisor:tenants:dialled",
    "supervisor:tenants:subject",
}
"""What strangers have written, in a frame of its own; lines for machines; a menu; proposals and examples for fields;
pictures and progress, which are seen as parts of their pages."""
PARTS = 3
"""The administration has more pages than all the rest: in parts, several processes of a run look at it."""
WORD = "Donaudampfschifffahrtselektrizitaetenwerk"
LONG = {
    *("tenant", "neighbor", "systemgroup", "supervisorgroup", "agentgroup", "agent", "supervisor", "administrator"),
    *("category", "maincategory", "deletedcategory", "neighborcategory", "closingcode", "calendar", "exception"),
    *("servicelevel", "account", "customer", "company", "expert", "postalname", "rule", "keywordset", "alarm"),
    *("agreement", "escalation", "phonesystem", "trunk", "template", "forwardtemplate", "include", "stylesheet"),
    *("module", "modulegroup", "libraryfile", "libraryname", "subject", "queuedsubject", "clearancesubject"),
}
"""What has a name that somebody gives it."""
OWN = re.compile(r'nonce-[\w+/=-]+|nonce="[^"]+"|csrf[\w-]*"[^>]*|"X-CSRFToken": "[^"]+"|name="next" value="[^"]*"')
"""What is another in each answer, or says how one has come."""
CLIENTS = {"nobody": "nobodys_client", "agent": "agents_client", "administrator": "administrators_client"}


@pytest.fixture(scope="module")
def browser(django_db_setup: None) -> Iterator[Chromium]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def site(browser: Chromium, committed_db: str) -> Iterator[Web]:
    with web(committed_db) as running:
        yield running


def long_name(kind: str) -> str:
    return f"Ein {kind} {WORD}"[:80] if kind in LONG else f"Ein {kind}"


@pytest.fixture
def house(committed_db: str, agent_role: Role, supervisor_role: Role, administrator_role: Role) -> House:
    return furnish(
        long_name,
        code="OURSWMWM",
        agent=agent_role,
        supervisor=supervisor_role,
        administrator=administrator_role,
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "language" in metafunc.fixturenames:
        walks = [*(("administrator", part) for part in range(PARTS)), ("agent", 0), ("nobody", 0)]
        languages = ("de", "en") if metafunc.config.getoption("--soak") else ("de",)
        asked = [(person, language, part) for language in languages for person, part in walks]
        metafunc.parametrize(("person", "language", "part"), asked)


def test_every_page_breaks_no_rule(request: pytest.FixtureRequest, person: str, language: str, part: int) -> None:
    site, browser = request.getfixturevalue("site"), request.getfixturevalue("browser")
    house, client = request.getfixturevalue("house"), request.getfixturevalue(CLIENTS[person])
    logging.disable(logging.WARNING)  # what one may not open is refused, which is not what this is about
    pages = _pages(client, house, _administration(part) if person == "administrator" else _everywhere_else())
    logging.disable(logging.NOTSET)
    looked = [(language, list(pages))]
    if language == "de" and person != "administrator":
        looked.append(("en", list(pages) if person == "nobody" else _others_in_english(client, pages)))
    troubles: dict[str, object] = {}
    for spoken, urls in looked:
        page = _window(browser, site, client, spoken)
        for url in urls:
            _look(page, url, troubles, spoken)
        page.context.close()

    assert len(pages) > {"nobody": 1, "agent": 10, "administrator": 30}[person]
    assert troubles == {}


@pytest.fixture
def nobodys_client(anybody: Browser) -> Browser:
    return anybody


@pytest.fixture
def agents_client(house: House, client_for: Callable[..., Browser]) -> Browser:
    return client_for(house.agent, house.tenant)


@pytest.fixture
def administrators_client(house: House, ada: User, client_for: Callable[..., Browser]) -> Browser:
    return client_for(ada, house.tenant)


def _administration(part: int) -> list[Address]:
    """Every third area: what two addresses show belongs to one."""
    asked = [address for address in _asked() if address.name.startswith("supervisor:")]
    areas = sorted({_area(address) for address in asked})
    return [address for address in asked if _area(address) in areas[part::PARTS]]


def _area(address: Address) -> str:
    return ":".join(address.name.split(":")[:2])


def _everywhere_else() -> list[Address]:
    return [address for address in _asked() if not address.name.startswith("supervisor:")]


def _asked() -> list[Address]:
    return [address for address in every_address() if address.name not in NOT_ASKED | NO_PAGES]


def _pages(client: Client, house: House, addresses: list[Address]) -> dict[str, str]:
    """What this person can open there, with its markup in German; the first address of what is the same at several."""
    found: dict[str, str] = {}
    for address in addresses:
        for url in urls_of(address, with_lent(address, house.places)):
            response = client.get(url, headers={"accept-language": "de"})
            if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
                found.setdefault(OWN.sub("", response.content.decode()), url)
    return {url: markup for markup, url in found.items()}


def _others_in_english(client: Client, pages: dict[str, str]) -> list[str]:
    english = {url: client.get(url, headers={"accept-language": "en"}).content.decode() for url in pages}
    return [url for url, german in pages.items() if not is_renamed(OWN.sub("", english[url]), german)]


def _window(browser: Chromium, site: Web, client: Client, language: str) -> Page:
    context = browser.new_context(
        base_url=site.url,
        locale=language,
        viewport={"width": 1440, "height": 900},
        color_scheme="light",
        reduced_motion="reduce",
    )
    context.add_init_script(AXE_SCRIPT)  # sent once, not into every page anew
    cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
    if cookie:
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": site.url}])
    return context.new_page()


def _look(page: Page, url: str, troubles: dict[str, object], language: str) -> None:
    page.goto(url)
    try:
        page.wait_for_selector("html[data-started]", timeout=60_000)
    except TimeoutError:
        troubles[url] = "Its scripts do not start."
        return
    broken = breaches_in_both_themes(page) if language == "de" else breaches(page, colours=False)
    narrow = faults_on_a_telephone(page) if language == "de" else []
    if broken or narrow:
        troubles[url] = [*broken, *narrow]
