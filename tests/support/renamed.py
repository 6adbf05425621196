"""Whether two answers are one page in two languages: then axe finds in the one what it finds in the other."""

from __future__ import annotations

from html.parser import HTMLParser

SHORT = 3
"""So few letters may make something too small to be pressed."""
PRESSED = {"a", "button"}
CALLED = {"aria-label", "alt", "title"}


def is_renamed(one: str, other: str) -> bool:
    """The same elements with the same attributes, with words where there are words, and few of them where one presses;
    and nothing is called alike in the one that is not in the other."""
    first, second = _read(one), _read(other)
    if first.shape != second.shape:
        return False
    names = set(zip(first.called, second.called, strict=True))
    return len(dict(names)) == len(names)


def _read(markup: str) -> _Page:
    page = _Page()
    page.feed(markup)
    page.close()
    return page


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.shape: list[object] = []
        self.called: list[str] = []
        self._pressed = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self._pressed = self._pressed or tag in PRESSED
        self.shape.append((tag, [(name, bool(value)) for name, value in attributes]))
        self.called += [value or "" for name, value in attributes if name in CALLED]

    def handle_endtag(self, tag: str) -> None:
        self._pressed = self._pressed and tag not in PRESSED
        self.shape.append(tag)

    def handle_data(self, data: str) -> None:
        if text := data.strip():
            self.shape.append(min(len(text), SHORT + 1) if self._pressed else "text")
