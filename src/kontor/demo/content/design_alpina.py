"""How mails of Alpina Touren look: letter paper with a serif face."""

from __future__ import annotations

from kontor.demo.content.texts import DemoInclude
from kontor.texts.enums import IncludePart

_STYLE = """
.mail { font-family: Georgia, "Times New Roman", serif; font-size: 16px; line-height: 1.6; }
.at { max-width: 600px; padding: 8px 12px; }
.at-head { border-bottom: 2px solid #d9822b; padding-bottom: 12px; margin-bottom: 24px; }
.at-head p { margin: 0; color: #8a4b16; font-size: 13px; letter-spacing: 1px; }
.at a { color: #2f6b4f; }
.at-foot { border-top: 1px solid #b9c7bd; margin-top: 28px; padding-top: 10px; font-size: 13px; text-align: center;
  color: #4c6355; }
@media (prefers-color-scheme: dark) {
  .at-head p { color: #f0b27a !important; }
  .at a { color: #8fd0ae !important; }
  .at-foot { color: #b5c9bd !important; border-top-color: #43574b !important; }
}
"""

INCLUDES = (
    DemoInclude(
        "Layout: Briefbogen",
        "layout",
        IncludePart.LAYOUT,
        {
            "de": '<div class="at"><div class="at-head">${letterhead}</div>${content}'
            '<div class="at-foot">${footer}</div></div>'
        },
        {"de": "${content}\n\n-- \n${footer}"},
    ),
    DemoInclude(
        "Briefkopf",
        "briefkopf",
        IncludePart.LETTERHEAD,
        {
            "de": '<img src="LOGO" alt="Alpina Touren" width="150" height="56"><p>Mit Sicherheit auf den Berg</p>',
            "en": '<img src="LOGO" alt="Alpina Touren" width="150" height="56"><p>Safely up the mountain</p>',
        },
    ),
    DemoInclude(
        "Fußzeile",
        "fusszeile",
        IncludePart.FOOTER,
        {
            "de": "<p>Alpina Touren · Bergstraße 3 · 82467 Garmisch-Partenkirchen</p><p>${include.notruf}</p>",
            "en": "<p>Alpina Touren · Bergstraße 3 · 82467 Garmisch-Partenkirchen, Germany</p><p>${include.notruf}</p>",
        },
    ),
    DemoInclude("Stil", "stil", IncludePart.STYLE, text={"de": _STYLE}),
    DemoInclude(
        "Signatur",
        "signatur",
        IncludePart.SIGNATURE,
        {
            "de": "<p>Herzliche Grüße und Berg Heil</p><p>${agent.name|Ihr Team} · ${tenant.name}</p>",
            "en": "<p>Kind regards from the mountains</p><p>${agent.name|Your team} · ${tenant.name}</p>",
        },
    ),
    DemoInclude(
        "Notruf",
        "notruf",
        IncludePart.SNIPPET,
        {
            "de": "Im Notfall am Berg wählen Sie die 112.",
            "en": "In an emergency on the mountain dial 112.",
        },
    ),
)
