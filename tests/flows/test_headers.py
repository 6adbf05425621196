"""What every answer says to the browser, whatever was asked: pages, parts, files, redirects, refusals and errors."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator

import pytest
from django.db import transaction
from django.http import HttpResponse

from kontor.ui.csp import HEADERS
from tests.architecture.addresses import every_address
from tests.flows.asking import urls_of
from tests.flows.house import House
from tests.support.client import Browser

NEVER = re.compile(r"'unsafe-eval'|'unsafe-hashes'|\*|(?:script-src|default-src)[^;]*'unsafe-inline'|https?://")
STYLES_OF_MAILS = "style-src 'self' 'unsafe-inline'"
"""What a mail may look like; such a page is sandboxed and runs nothing."""
KEPT_FOR_A_WHILE = {"desk:ticket:scan-picture", "desk:compose:library-picture", "desk:draft:library-picture"}
"""Pictures whose content never changes; only the browser keeps them, and for one sign-in (``Vary: Cookie``)."""


@pytest.fixture(autouse=True)
def _no_log() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def test_every_answer_has_headers_that_keep_foreign_content_harmless(
    ours: House, client_for: Callable[..., Browser], anybody: Browser
) -> None:
    browser, wrong, kinds = client_for(ours.administrator, ours.tenant), [], set()
    browser.raise_request_exception = False

    for name, url in _asked(ours):
        for asker in (browser, anybody):
            with transaction.atomic():
                answer = asker.get(url, headers={"accept-language": "en"})
                kinds.add((answer.status_code, answer.headers.get("Content-Type", "").split(";")[0]))
                wrong += [(name, answer.status_code, said) for said in _wrong(name, answer)]
                transaction.set_rollback(True)

    assert wrong == []
    assert {200, 302, 401, 403, 404, 405} <= {status for status, _kind in kinds}
    assert {"text/html", "application/pdf", "image/png", "application/octet-stream"} <= {
        kind for _status, kind in kinds
    }


def _asked(house: House) -> Iterator[tuple[str, str]]:
    yield "nowhere", "/nowhere/"
    for address in every_address():
        if address.name != "sign-out":
            yield address.name, urls_of(address, [house.places])[0]


def _wrong(name: str, answer: HttpResponse) -> Iterator[str]:
    said = answer.headers
    for header in ("X-Content-Type-Options", "Permissions-Policy", *(each for each in HEADERS if "Origin" in each)):
        if said.get(header) != HEADERS[header]:
            yield f"{header}: {said.get(header)}"
    if said.get("Referrer-Policy") not in (HEADERS["Referrer-Policy"], "no-referrer"):
        yield f"Referrer-Policy: {said.get('Referrer-Policy')}"
    yield from _wrong_policy(said.get("Content-Security-Policy", ""))
    kept = said.get("Cache-Control", "")
    mine = "private" in kept and "Cookie" in said.get("Vary", "")
    if "no-store" not in kept and not (name in KEPT_FOR_A_WHILE and mine):
        yield f"Cache-Control: {kept}"


def _wrong_policy(policy: str) -> Iterator[str]:
    if not policy.startswith("default-src 'none'"):
        yield f"policy: {policy}"
    if NEVER.search(policy) or ("'unsafe-inline'" in policy and not _is_a_mail(policy)):
        yield f"allowed: {policy}"
    if "frame-ancestors" not in policy and "sandbox" not in policy:
        yield f"framed: {policy}"


def _is_a_mail(policy: str) -> bool:
    return STYLES_OF_MAILS in policy and "sandbox" in policy and "allow-scripts" not in policy
