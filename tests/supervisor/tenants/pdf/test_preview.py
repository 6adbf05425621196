"""The preview of a letter is made outside the request's transaction."""

from __future__ import annotations

from typing import Any, cast

import pytest
from django.db import connection
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from kontor.letters.domain.samples import Length, sample
from kontor.letters.domain.stylesheet_checks import check_of
from kontor.org.after import AfterScope
from kontor.org.middleware import DeskRequest
from kontor.supervisor.tenants.pdf.preview import answer_preview
from kontor.tenants.models import Tenant
from tests.support.scoping import in_scope

CSS = ".letter { colour: red; background: url(asset:gipfel) }"


def _asked(**data: Any) -> DeskRequest:
    request = cast(DeskRequest, RequestFactory().post("/", data, headers={"hx-request": "true"}))
    request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]
    return request


@pytest.mark.parametrize("wanted", ["pages", "pdf"])
def test_it_asks_no_database_once_the_scope_has_ended(
    nordlicht: Tenant, django_assert_num_queries: Any, wanted: str
) -> None:
    with in_scope(nordlicht):
        letter = sample(nordlicht, Length.SHORT, css=CSS)
        answer = answer_preview(_asked(**{"as": wanted}), letter, check_of(nordlicht, CSS))

    assert isinstance(answer, AfterScope)
    with django_assert_num_queries(0, connection=connection):
        made = answer.make()
    if wanted == "pdf":
        assert made.content.startswith(b"%PDF-")
    else:
        text = made.content.decode()
        assert "data:image/png;base64," in text
        assert "gipfel" in text
        assert "colour" in text
