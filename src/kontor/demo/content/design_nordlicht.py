"""How mails of Nordlicht Versand look: dark letterhead, a card on grey."""

from __future__ import annotations

from kontor.demo.content.texts import DemoInclude
from kontor.texts.enums import IncludePart

_STYLE = """
.mail { background-color: #eef2f4; padding: 24px 12px; color: #1d2b33; }
.nv { width: 100%; max-width: 640px; margin: 0 auto; background-color: #ffffff; border-radius: 10px; }
.nv-head { background-color: #12303f; border-radius: 10px 10px 0 0; padding: 18px 28px; }
.nv-line { background-color: #5de0b0; height: 4px; font-size: 0; line-height: 0; }
.nv-text { padding: 26px 28px 14px 28px; font-size: 15px; line-height: 1.55; }
.nv-text a { color: #0b6e7d; }
.nv-foot { padding: 14px 28px 22px 28px; border-top: 1px solid #dfe6ea; color: #566770; font-size: 12px; }
.nv-foot p { margin: 0 0 4px 0; }
@media (prefers-color-scheme: dark) {
  .mail { background-color: #0c1518 !important; color: #e3ecef !important; }
  .nv { background-color: #16242b !important; }
  .nv-text a { color: #7fdcc4 !important; }
  .nv-foot { color: #a4b5bc !important; border-top-color: #2c3d45 !important; }
}
@media (max-width: 480px) { .nv-text { padding: 18px 16px 8px 16px !important; } }
"""

INCLUDES = (
    DemoInclude(
        "Layout: Karte",
        "layout",
        IncludePart.LAYOUT,
        {
            "de": '<table class="nv" role="presentation" cellpadding="0" cellspacing="0" align="center">'
            '<tr><td class="nv-head">${letterhead}</td></tr><tr><td class="nv-line">&nbsp;</td></tr>'
            '<tr><td class="nv-text">${content}</td></tr><tr><td class="nv-foot">${footer}</td></tr></table>'
        },
        {"de": "${content}\n\n-- \n${footer}"},
    ),
    DemoInclude(
        "Briefkopf",
        "briefkopf",
        IncludePart.LETTERHEAD,
        {"de": '<img src="LOGO" alt="Nordlicht Versand" width="168" height="44">'},
    ),
    DemoInclude(
        "Fußzeile",
        "fusszeile",
        IncludePart.FOOTER,
        {
            "de": "<p>Nordlicht Versand GmbH · Speicherstraße 12 · 20457 Hamburg</p>"
            "<p>Geschäftsführung: Maren Thode · Amtsgericht Hamburg, HRB 00000</p><p>${include.servicezeiten}</p>",
            "en": "<p>Nordlicht Versand GmbH · Speicherstraße 12 · 20457 Hamburg, Germany</p>"
            "<p>Managing director: Maren Thode · Hamburg local court, HRB 00000</p><p>${include.servicezeiten}</p>",
        },
    ),
    DemoInclude("Stil", "stil", IncludePart.STYLE, text={"de": _STYLE}),
    DemoInclude(
        "Signatur",
        "signatur",
        IncludePart.SIGNATURE,
        {
            "de": "<p>Viele Grüße aus Hamburg</p><p><b>${agent.name|Ihr Kundenservice}</b><br>${tenant.name}</p>",
            "en": "<p>Best wishes from Hamburg</p><p><b>${agent.name|Your customer service}</b><br>${tenant.name}</p>",
        },
    ),
    DemoInclude(
        "Servicezeiten",
        "servicezeiten",
        IncludePart.SNIPPET,
        {
            "de": "Wir sind montags bis freitags von 8 bis 18 Uhr für Sie da.",
            "en": "We are here for you Monday to Friday, 8 am to 6 pm (CET).",
        },
    ),
    DemoInclude(
        "Widerrufsfrist",
        "widerrufsfrist",
        IncludePart.SNIPPET,
        {
            "de": "<p>Sie können Ihre Bestellung innerhalb von <b>30 Tagen</b> ohne Angabe von Gründen zurückgeben.</p>",
            "en": "<p>You may return your order within <b>30 days</b> without giving any reason.</p>",
        },
    ),
)
