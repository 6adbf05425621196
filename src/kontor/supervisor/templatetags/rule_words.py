"""Words that rules look for, in lists of the administration."""

from __future__ import annotations

from django import template

from kontor.supervisor.rules.words import listed

register = template.Library()
register.filter(listed)
