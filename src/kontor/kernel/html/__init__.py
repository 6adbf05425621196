"""Foreign HTML: made harmless for showing, or turned into plain text."""

from kontor.kernel.html.plain import plain_text_from_html
from kontor.kernel.html.sanitizing import CleanHtml, html_from_plain_text, sanitize_mail_html, sanitize_reply_html

__all__ = [
    "CleanHtml",
    "html_from_plain_text",
    "plain_text_from_html",
    "sanitize_mail_html",
    "sanitize_reply_html",
]
