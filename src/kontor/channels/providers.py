"""What is usual at the services whose mailboxes want a sign-in by token."""

from __future__ import annotations

from dataclasses import dataclass

from kontor.channels.enums import Grant, Protocol, Provider, Security

COMMON = "common"
"""Microsoft's word for "whatever directory the person belongs to"."""


@dataclass(frozen=True, slots=True)
class Preset:
    """``{directory}`` stands for the customer's directory. ``extra`` goes with the person to the sign-in page."""

    hosts: dict[str, str]
    smtp_host: str
    smtp_security: str
    authorize_url: str
    token_url: str
    scopes: str
    scopes_of_application: str = ""
    extra: tuple[tuple[str, str], ...] = ()

    def scopes_for(self, grant: str) -> str:
        return self.scopes_of_application if grant == Grant.CLIENT else self.scopes


PRESETS: dict[str, Preset] = {
    Provider.MICROSOFT: Preset(
        hosts={Protocol.IMAP: "outlook.office365.com", Protocol.POP3: "outlook.office365.com"},
        smtp_host="smtp.office365.com",
        smtp_security=Security.STARTTLS,
        authorize_url="https://login.microsoftonline.com/{directory}/oauth2/v2.0/authorize",
        token_url="https://login.microsoftonline.com/{directory}/oauth2/v2.0/token",
        scopes=(
            "offline_access https://outlook.office.com/IMAP.AccessAsUser.All "
            "https://outlook.office.com/POP.AccessAsUser.All https://outlook.office.com/SMTP.Send"
        ),
        scopes_of_application="https://outlook.office365.com/.default",
        extra=(("prompt", "select_account"),),
    ),
    Provider.GOOGLE: Preset(
        hosts={Protocol.IMAP: "imap.gmail.com", Protocol.POP3: "pop.gmail.com"},
        smtp_host="smtp.gmail.com",
        smtp_security=Security.TLS,
        authorize_url="https://accounts.google.com/o/oauth2/v2/auth",
        token_url="https://oauth2.googleapis.com/token",
        scopes="https://mail.google.com/",
        extra=(("access_type", "offline"), ("prompt", "consent")),
    ),
}
