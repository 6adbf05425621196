"""The tables that hold something of a contact: how rows are found, and what becomes of them."""

from __future__ import annotations

from kontor.privacy.domain.tables import Table, of_contacts

FILES: tuple[Table, ...] = (
    of_contacts(
        "tickets.Attachment",
        "files of mails",
        by_ticket=("message__ticket",),
        by_message=("message",),
        deletes=True,
    ),
    of_contacts(
        "letters.ScannedPage",
        "pages of letters that came in, as pictures and as text",
        by_ticket=("scan__message__ticket",),
        by_message=("scan__message",),
        deletes=True,
    ),
    of_contacts(
        "answers.DraftFile",
        "files of drafts",
        by_ticket=("draft__ticket", "draft__process"),
        by_customer=("draft__customer",),
        deletes=True,
    ),
    of_contacts(
        "intake.ShadowDifference",
        "what a mail was read as before and would be read as now",
        by_ticket=("message__ticket", "arrival__ticket"),
        by_message=("message",),
        deletes=True,
    ),
)
WAYS_OUT: tuple[Table, ...] = (
    of_contacts(
        "outbox.OutgoingMail",
        "addresses that a mail goes to, and what servers said about them",
        plain="state phase",
        by_ticket=("message__ticket",),
        by_message=("message",),
        clears={
            "recipients": [],
            "refused": {},
            "delayed": {},
            "corrected": {},
            "in_flight": [],
            "answer": "",
            "dialogue": [],
            "last_error": "",
        },
    ),
    of_contacts(
        "letters.OutgoingLetter",
        "the lines of the address and the letter itself; its number, weight, postage and hash stay",
        plain="country code state sha256 postage paper tray page_size pdf_kind listed currency language "
        "directory filename error_kind",
        by_ticket=("message__ticket",),
        by_message=("message",),
        clears={
            "address": [],
            "postal_address": None,
            "pdf": None,
            "remarks": [],
            "error_values": {},
            "returned_reason": "",
        },
    ),
    of_contacts(
        "answers.SentAnswer",
        "what was written, suggested and objected to",
        plain="kind language",
        by_ticket=("message__ticket",),
        by_message=("message",),
        clears={"body": "", "baseline": "", "findings": [], "draft": {}},
    ),
    of_contacts(
        "answers.Clearance",
        "what was said when an answer was released",
        plain="state reasons",
        by_ticket=("ticket",),
        by_message=("message",),
        clears={"comment": ""},
    ),
    of_contacts(
        "answers.QualitySample",
        "what was said about an answer; its score stays",
        plain="state reasons",
        by_ticket=("ticket",),
        by_message=("message",),
        clears={"comment": ""},
    ),
    of_contacts(
        "answers.Draft",
        "what somebody is writing to the contact",
        by_ticket=("ticket", "process"),
        by_customer=("customer",),
        deletes=True,
    ),
)
WAYS_IN: tuple[Table, ...] = (
    of_contacts(
        "letters.Scan",
        "the text and the codes of a letter that came in",
        plain="state text_source",
        by_ticket=("message__ticket",),
        by_message=("message",),
        clears={"text": "", "codes": [], "remarks": []},
    ),
    of_contacts(
        "intake.Arrival",
        "the raw mail. What the server called it and the hash of its bytes stay, so that it is never fetched again",
        plain="key sha256 state outcome reason",
        by_ticket=("ticket", "message__ticket"),
        by_message=("message",),
        clears={"raw": None, "details": {}},
        elsewhere="mail of the contact that became no ticket: unfiled.py",
    ),
)
TICKETS: tuple[Table, ...] = (
    of_contacts("tickets.Note", "what colleagues noted", by_ticket=("ticket",), deletes=True),
    of_contacts("tickets.Notice", "what people were told about a ticket", by_ticket=("ticket",), deletes=True),
    of_contacts(
        "tickets.MessageMove",
        "what a ticket was before it was joined with another one",
        by_ticket=("source", "target"),
        deletes=True,
    ),
    of_contacts(
        "tickets.Inquiry",
        "whom outside was asked",
        plain="kind state",
        by_ticket=("ticket",),
        by_message=("message",),
        clears={"to": []},
    ),
    of_contacts("escalations.Firing", "what a rule did with a ticket", by_ticket=("ticket",), clears={"effects": []}),
    of_contacts(
        "tickets.Message",
        "the mail or letter: sender, recipients, subject and text",
        plain="direction kind channel",
        by_ticket=("ticket",),
        by_message=("pk",),
        clears={
            "from_name": "",
            "from_address": "",
            "reply_to": "",
            "to": [],
            "cc": [],
            "bcc": [],
            "postal": [],
            "subject": "",
            "text": "",
            "html": "",
            "message_id": "",
            "in_reply_to": "",
            "references": [],
            "remarks": [],
            "evidence": {},
            "identity": None,
            "raw": None,
        },
    ),
    of_contacts(
        "tickets.HistoryEntry",
        "names and addresses in the steps of a ticket; the steps stay with their times",
        plain="action",
        by_ticket=("ticket",),
        clears={"details": {}},
    ),
    of_contacts(
        "tickets.Ticket",
        "the subject, and whose the ticket is; state, category and times stay for the figures",
        plain="kind channel state language",
        by_ticket=("pk",),
        clears={"subject": "", "tags": [], "wait_reason": "", "customer": None},
    ),
)
CALLS: tuple[Table, ...] = (
    of_contacts(
        "calls.ReceivedEvent",
        "what a telephone system told about a call",
        deletes=True,
        elsewhere="by the key of the contact's calls: contact.py",
    ),
    of_contacts(
        "calls.Call",
        "the number, the note and the recording of a call; times and outcome stay",
        plain="key direction state outcome prefix postfix trunk queue extension failure_kind question ticket_knows",
        by_ticket=("ticket",),
        by_customer=("customer",),
        clears={
            "remote": "",
            "remote_normal": "",
            "dialled": "",
            "dialled_normal": "",
            "shown_number": "",
            "failure_values": {},
            "note": "",
            "recording_url": "",
            "recording_until": None,
            "customer": None,
        },
    ),
    of_contacts(
        "calls.BlockedNumber",
        "a number from which no calls are taken",
        elsewhere="by the contact's numbers: by_address.py",
        deletes=True,
    ),
)
ADDRESSES: tuple[Table, ...] = (
    of_contacts(
        "answers.AutomaticBudget",
        "how much automatic mail an address was sent",
        elsewhere="by the contact's addresses: by_address.py",
        deletes=True,
    ),
    of_contacts(
        "intake.BlockEntry",
        "an address from which no mail is wanted",
        elsewhere="by the contact's addresses: by_address.py",
        deletes=True,
    ),
    of_contacts(
        "audit.AuditEntry",
        "what was changed at a contact; who did it when stays, and the chain of hashes",
        plain="action kind content_hash previous_hash hash",
        clears={"label": "", "changes": {}, "reason": "", "source": ""},
        elsewhere="by the rows that are erased: audit/domain/erasing.py",
    ),
)
CONTACT: tuple[Table, ...] = (
    of_contacts("customers.CustomerLink", "who belongs together", by_customer=("first", "second"), deletes=True),
    of_contacts("customers.Address", "e-mail addresses and phone numbers", by_customer=("customer",), deletes=True),
    of_contacts(
        "customers.PostalAddress",
        "where letters go",
        plain="country",
        by_customer=("customer",),
        clears={
            "company": "",
            "name": "",
            "additional": "",
            "street": "",
            "postcode": "",
            "city": "",
            "region": "",
            "undeliverable_reason": "",
        },
    ),
    of_contacts(
        "customers.Customer",
        "the contact: name, number, remarks",
        by_customer=("pk",),
        clears={"name": "", "sort_key": "", "salutation": "", "number": "", "language": "", "remarks": ""},
    ),
)
OURS: tuple[Table, ...] = (
    of_contacts(
        "privacy.Hold",
        "why something was held, once it is held no more",
        by_ticket=("ticket",),
        by_customer=("customer",),
        deletes=True,
    ),
    of_contacts(
        "privacy.Disclosure",
        "the file that was handed to the contact",
        elsewhere="by the contact's number: by_address.py",
        deletes=True,
    ),
)
KEPT_BYTES: tuple[Table, ...] = (
    of_contacts(
        "tickets.Blob",
        "raw mails, files, letters and pages",
        plain="sha256 place",
        deletes=True,
        elsewhere="when no row names the bytes any more: tickets/domain/unused_blobs.py",
    ),
)
CONTACTS: tuple[Table, ...] = (
    *FILES,
    *WAYS_OUT,
    *WAYS_IN,
    *TICKETS,
    *CALLS,
    *ADDRESSES,
    *OURS,
    *CONTACT,
    *KEPT_BYTES,
)
