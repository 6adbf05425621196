"""Mail accounts and what is set up with them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.tenant_files.drawn.words import (
    NAME,
    WORD,
    YES_OR_NO,
    Drawn,
    Said,
    addresses,
    entries,
    entry,
    names,
    one_of_them,
)

SECURITY = st.sampled_from(["tls", "starttls", "plain"])
SECRET = st.none() | st.sampled_from([{"env": "KONTOR_SECRET"}, {"ask": "What is it?"}])
WAYS: dict[str, Drawn] = {
    "name": NAME,
    "sender_name": WORD,
    "port": st.integers(0, 65535),
    "smtp_port": st.integers(0, 65535),
    "plain_text": YES_OR_NO,
    "weight_in": st.integers(1, 100),
    "weight_out": st.integers(1, 100),
    "dkim_domain": st.just("prob.example"),
    "dkim_selector": st.just("k1"),
    "dkim_key": SECRET,
    "trusted_authserv": st.just("mx.prob.example"),
    "active": YES_OR_NO,
}
KIND = st.sampled_from(["incoming", "reply", "second_level"])


def accounts(said: Said) -> Drawn:
    """One that receives and sends at least, since others name it."""
    box = {"address": addresses("prob.example"), "host": st.just("imap.prob.example"), "username": WORD}
    after: Any = st.sampled_from(
        [
            {},
            {"after_fetch": "leave", "delete_after_days": 30},
            {"after_fetch": "delete"},
            {"after_fetch": "move", "done_folder": "Fertig"},
        ]
    )
    mailbox = entry(
        box,
        **WAYS,
        kind=KIND,
        security=SECURITY,
        smtp_security=SECURITY,
        password=SECRET,
        folder=WORD,
        smtp_host=st.just("smtp.prob.example"),
        smtp_username=WORD,
        smtp_password=SECRET,
        smtp_without_sign_in=YES_OR_NO,
        sent_folder=WORD,
    )
    pop = entry(box | {"protocol": st.just("pop3")}, **WAYS, kind=KIND, security=SECURITY, password=SECRET)
    token = entry(
        box
        | {
            "auth": st.just("oauth2"),
            "oauth_provider": st.sampled_from(["google", "microsoft"]),
            "oauth_grant": st.just("code"),
            "oauth_client_id": WORD,
        },
        **WAYS,
        oauth_client_secret=SECRET,
    )
    letters = entry(
        {
            "address": addresses("scans.example"),
            "channel": st.just("letter"),
            "protocol": st.just("folder"),
            "folder": st.just("eingang"),
        },
        **WAYS,
        done_folder=st.just("fertig"),
    )
    sender = entry(
        {"address": addresses("main.example"), "host": st.just("h"), "username": WORD, "smtp_host": st.just("s")},
        **WAYS,
    )
    mailboxes = st.tuples(mailbox, after).map(lambda both: both[0] | both[1])
    others = entries(mailboxes | pop | token | letters, "address", least=0)
    return st.tuples(sender, others, YES_OR_NO).map(lambda drawn: _with_alternative(*drawn))


def _with_alternative(sender: Any, others: list[Any], named: bool) -> list[Any]:
    return [sender, *(other | {"alternative": sender["address"]} if named else other for other in others)]


def no_reply_addresses(said: Said) -> Drawn:
    listed = entries(entry({"address": addresses("automat.example")}, display_name=WORD), "address")
    return st.tuples(listed, YES_OR_NO).map(lambda both: [*both[0][:-1], both[0][-1] | {"is_default": both[1]}])


def default_accounts(said: Said) -> Drawn:
    known = one_of_them(names(said, "accounts", "address"))
    return entry({"incoming": known}, sending=known, inquiries=known, forwards=known)


def fallbacks(said: Said) -> Drawn:
    category = one_of_them(names(said, "categories", "internal_name"))
    account = one_of_them(names(said, "accounts", "address"))
    return entries(entry({"account": account, "category": category}), "account")


def blocked_senders(said: Said) -> Drawn:
    value = addresses("spam.example") | st.sampled_from(["werbung.example", "*.lotto.example", "GEWINN.example"])
    action = st.sampled_from(["spam", "ignore"])
    return entries(entry({"value": value}, action=action, note=WORD), "value")


DRAW = {
    "accounts": accounts,
    "no_reply_addresses": no_reply_addresses,
    "default_accounts": default_accounts,
    "fallbacks": fallbacks,
    "blocked_senders": blocked_senders,
}
