"""Controls as HTML, written without templates: a choice of all time zones would fill in some hundred of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.template import Context
from django.template.base import render_value_in_context
from django.utils.html import escape
from django.utils.safestring import SafeString

Widget = Mapping[str, Any]
BUILT_IN = "django/forms/widgets/{}.html"
ONE_LINE = ("checkbox", "color", "date", "datetime", "email", "file", "hidden", "number", "password", "search", "tel")
_any_context = Context()


class Renderer(DjangoTemplates):
    """Writes what Django's templates write; those are asked for all that is rare."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        write = WRITERS.get(template_name)
        return write(context["widget"]) if write else super().render(template_name, context, request)


def _select(widget: Widget) -> str:
    parts = [f'<select name="{_value(widget["name"])}"{_attributes(widget["attrs"])}>']
    for group, options, _place in widget["optgroups"]:
        if group:
            parts.append(f'<optgroup label="{_text(group)}">')
        parts += map(_option, options)
        if group:
            parts.append("</optgroup>")
    return "\n".join([*parts, "</select>"])


def _option(widget: Widget) -> str:
    return f'<option value="{_value(widget["value"])}"{_attributes(widget["attrs"])}>{_text(widget["label"])}</option>'


def _input(widget: Widget) -> str:
    value = "" if widget["value"] is None else f' value="{_value(widget["value"])}"'
    return f'<input type="{widget["type"]}" name="{_value(widget["name"])}"{value}{_attributes(widget["attrs"])}>'


def _choice(widget: Widget) -> str:
    """A round or square one of several, within its label where it says so."""
    if not widget["wrap_label"]:
        return _input(widget)
    id = widget["attrs"].get("id")
    return f"<label{_attributes({'for': id or False})}>{_input(widget)}\n {_text(widget['label'])}</label>"


def _textarea(widget: Widget) -> str:
    entered = _text(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{_value(widget["name"])}"{_attributes(widget["attrs"])}>\n{entered}</textarea>'


def _attributes(attributes: Mapping[str, Any]) -> str:
    """What is False is not there, what is True has no value."""
    return "".join(
        f" {name}" if value is True else f' {name}="{_value(value)}"'
        for name, value in attributes.items()
        if value is not False
    )


def _value(value: object) -> str:
    """For machines: a number as it is."""
    return value if isinstance(value, SafeString) else escape(str(value))


def _text(value: object) -> str:
    """For people: a number as their language writes it."""
    return _value(value) if isinstance(value, str) else str(render_value_in_context(value, _any_context))


WRITERS: dict[str, Callable[[Widget], str]] = {
    BUILT_IN.format("select"): _select,
    BUILT_IN.format("textarea"): _textarea,
    BUILT_IN.format("checkbox_option"): _choice,
    BUILT_IN.format("radio_option"): _choice,
    **dict.fromkeys((BUILT_IN.format(name) for name in (*ONE_LINE, "text", "time", "url")), _input),
}
