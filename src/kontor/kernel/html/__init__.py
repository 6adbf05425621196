"""HTML made harmless: foreign mail for showing, our own people's for sending; or turned into plain text."""

from kontor.kernel.html.layout import clean_layout
from kontor.kernel.html.plain import plain_text_from_html
from kontor.kernel.html.sanitizing import (
    PICTURE_TYPES,
    CleanHtml,
    clean_own,
    content_id_key,
    html_from_plain_text,
    pictures_shown,
    sanitize_mail_html,
)

__all__ = [
    "PICTURE_TYPES",
    "CleanHtml",
    "clean_layout",
    "clean_own",
    "content_id_key",
    "html_from_plain_text",
    "pictures_shown",
    "plain_text_from_html",
    "sanitize_mail_html",
]
