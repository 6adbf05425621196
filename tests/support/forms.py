"""The forms of a page, as a browser without scripts would send them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

Values = dict[str, list[str]]


@dataclass
class Form:
    """``filled`` is what is sent as the page stands; ``offered`` is what can be chosen for a name."""

    action: str
    method: str
    filled: Values = field(default_factory=dict)
    offered: Values = field(default_factory=dict)
    several: set[str] = field(default_factory=set)
    """Names that may have more than one value."""

    def offer(self, name: str, value: str, *, chosen: bool) -> None:
        self.offered.setdefault(name, []).append(value)
        if chosen:
            self.filled.setdefault(name, []).append(value)


def forms_of(html: str, url: str) -> list[Form]:
    """Those that lead to an address of ours; without one of their own to that of the page."""
    page = _Page(url)
    page.feed(html)
    page.close()
    return page.forms


class _Page(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.forms: list[Form] = []
        self._named: dict[str, Form] = {}
        self._open: Form | None = None
        self._select: tuple[Form, str] | None = None
        self._first = False
        self._text: tuple[Form, str] | None = None
        self._written: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attributes}
        if tag == "form":
            action = values.get("action") or values.get("hx-post") or self.url
            self._open = Form(action, "post" if "hx-post" in values else values.get("method", "get").lower())
            self.forms.append(self._open)
            self._named[values.get("id", "")] = self._open
            return
        form = self._named.get(values["form"]) if "form" in values else self._open
        if tag == "option":
            self._option(values)
        elif form and values.get("name") and "disabled" not in values:
            self._control(form, tag, values)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select" and self._select:
            form, name = self._select
            if name not in form.several and name not in form.filled and form.offered.get(name):
                form.filled[name] = form.offered[name][:1]
            self._select = None
        elif tag == "textarea" and self._text:
            form, name = self._text
            form.offer(name, "".join(self._written).removeprefix("\n"), chosen=True)
            self._text, self._written = None, []

    def handle_data(self, data: str) -> None:
        if self._text:
            self._written.append(data)

    def _control(self, form: Form, tag: str, values: dict[str, str]) -> None:
        name, kind = values["name"], values.get("type", "text")
        if tag == "select":
            self._select = form, name
            if "multiple" in values:
                form.several.add(name)
        elif tag == "textarea":
            self._text = form, name
        elif tag == "input" and kind in ("checkbox", "radio"):
            if kind == "checkbox":
                form.several.add(name)
            form.offer(name, values.get("value", "on"), chosen="checked" in values)
        elif tag == "input" and kind not in ("submit", "button", "file", "image", "reset"):
            form.offer(name, values.get("value", ""), chosen=True)

    def _option(self, values: dict[str, str]) -> None:
        if self._select:
            form, name = self._select
            form.offer(name, values.get("value", ""), chosen="selected" in values)
