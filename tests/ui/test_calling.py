"""A phone number as a button."""

from __future__ import annotations

import re

from kontor.ui.calling import call_button


def fields(html: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', html))


def test_it_sends_the_number_and_for_whom_it_is_called() -> None:
    html = call_button("+49401234567", shown="040 1234567", url="/dial/", token="abc", tenant=7, ticket=1234567897)

    assert fields(html) == {
        "csrfmiddlewaretoken": "abc",
        "number": "+49401234567",
        "tenant": "7",
        "ticket": "1234567897",
    }
    assert 'action="/dial/" hx-post="/dial/"' in html
    assert 'aria-label="Call 040 1234567" title="Call 040 1234567">040 1234567</button>' in html


def test_what_stands_in_a_number_does_nothing() -> None:
    html = call_button('"><script>', shown="<b>040", url='/"onclick', token='"><i>', customer='"><u>')

    assert re.findall(r"<(?!/?(?:form|input|button)\b)", html) == []
    assert fields(html)["customer"] == "&quot;&gt;&lt;u&gt;"
