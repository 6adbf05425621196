"""Every verb that somebody does (``by=``) leaves a trace: a row of the audit log, or the history of a ticket.

Read from the source: what a verb calls, and what that calls, until one of the two is reached. A new verb that reaches
neither must be named here with its reason.
"""

from __future__ import annotations

import ast
from functools import cache

from tests.architecture.sources import PACKAGES, python_files, tree

AUDIT = ("audit.domain.recording.record_change", "audit.domain.recording.record_changes")
HISTORY = "kontor.tickets.domain.history."
OWN_WORK = "the person's own unsent text, which nobody else sees"
ITS_ROW = "asks for a comparison that changes nothing; its row says who asked and when"
OF_A_LETTER = "the letter or batch itself says who and when, and stays"
PART = "part of a verb that leaves the trace"
LOOKS = "changes nothing that counts"

WITHOUT_TRACE = {
    "answers.domain.draft_files.add_picture": OWN_WORK,
    "answers.domain.draft_files.attach_library_file": OWN_WORK,
    "answers.domain.drafts.attach_file": OWN_WORK,
    "answers.domain.drafts.detach_file": OWN_WORK,
    "answers.domain.drafts.discard_draft": OWN_WORK,
    "answers.domain.drafts.mark_seen": OWN_WORK,
    "answers.domain.drafts.save_draft": OWN_WORK,
    "answers.domain.guard.confirm": OWN_WORK,
    "answers.domain.meanwhile.require_unchanged": LOOKS,
    "answers.domain.new_process.save_process": OWN_WORK,
    "answers.domain.outside_drafts.locked_outside_draft": LOOKS,
    "answers.domain.outside_drafts.save_outside_draft": OWN_WORK,
    "answers.domain.own_drafts.held_draft": LOOKS,
    "answers.domain.own_drafts.locked_draft": LOOKS,
    "answers.domain.readdressing.readdress": OWN_WORK,
    "answers.domain.reply_channel.answer_by_letter": OWN_WORK,
    "answers.domain.reply_channel.answer_by_mail": OWN_WORK,
    "answers.domain.sampling.review_sample": "the sample says who judged it, when and how",
    "answers.domain.sampling.take_back_review": "a slip of who judged it: the sample waits for a judgement again",
    "answers.domain.switching.keep_text": OWN_WORK,
    "answers.domain.switching.place_template": OWN_WORK,
    "answers.domain.switching.take_template": OWN_WORK,
    "escalations.domain.replaying.start": ITS_ROW,
    "intake.domain.rule_dry_runs.start_dry_run": ITS_ROW,
    "intake.domain.shadow.ask_for_shadow": ITS_ROW,
    "letters.domain.batches.hand_over": OF_A_LETTER,
    "letters.domain.printing.print_of": OF_A_LETTER,
    "letters.domain.queueing.queue_letter": PART,
    "letters.domain.recalling.recall_batch": "asks for it; the job that recalls each letter writes its history",
    "letters.domain.retrying.try_batch_again": OF_A_LETTER,
    "people.domain.availability.set_state": "a person's own state; each change of it is a row with its time",
    "routing.domain.loan_notices.tell_of_return": PART,
    "routing.domain.readiness.become": "a person's own state; each change of it is a row with its time",
    "spelling.domain.words.propose_word": "the proposal says whose it is; taking it in is written down",
    "texts.domain.exchange_parts.take_in_parts": PART,
    "texts.domain.template_versions.keep_version_of_parts": PART,
    "tickets.domain.copies.copied_since": LOOKS,
    "tickets.domain.copies.keep_copies": PART,
    "tickets.domain.reading.mark_read": "who has read a message; changes nothing about it",
}
"""The verbs that reach neither, each with the reason."""


def test_every_verb_of_somebody_leaves_a_trace() -> None:
    silent = {name for name in _verbs() if not _leaves_trace(name)}

    assert silent - set(WITHOUT_TRACE) == set()


def test_the_exceptions_are_verbs_that_leave_none() -> None:
    assert {name for name in WITHOUT_TRACE if name not in _verbs() or _leaves_trace(name)} == set()


def test_verbs_that_are_known_to_write_are_found_to_write() -> None:
    """The reading itself works: a verb that writes by itself, one that does by a helper, one that does not."""
    assert _leaves_trace("people.domain.roles.create_role")
    assert _leaves_trace("org.domain.memberships.give_role")
    assert not _leaves_trace("answers.domain.drafts.save_draft")
    assert len(_verbs()) > 250


def test_what_changes_configuration_is_told_who_asks() -> None:
    """Or else it would not be looked at here. Contacts and requests are work, not administration."""
    changing = ("create_", "change_", "delete_", "restore_", "add_", "remove_", "save_", "replace_", "set_")
    unnamed = {
        name
        for name in _functions()
        if name.split(".")[1] == "domain"
        and name.split(".")[0] not in ("tickets", "customers")
        and name.rpartition(".")[2].startswith(changing)
        and name not in _verbs()
        and not _leaves_trace(name)
    }

    assert unnamed == set(NOBODY_ASKS)


NOBODY_ASKS = {
    "escalations.domain.replay_promises.change_of": LOOKS,
    "calls.domain.talks.create_customer": "a contact, made by whoever talks to it",
    "escalations.domain.rules.save_rule": PART,
    "org.domain.categories.save_version": PART,
    "preferences.domain.holders.set_values": PART,
    "privacy.domain.erasing.remove_empty_contacts": "the night; what was erased has its certificate",
    "routing.domain.drafts.set_content": "a draft of the rules; taking it in force is written down",
    "routing.domain.marking.add_tag": "a request, marked by a rule",
    "texts.domain.template_assignments.set_files": PART,
}


@cache
def _functions() -> dict[str, ast.FunctionDef | ast.ClassDef]:
    """What stands at the top of our modules, by its full name without ``kontor.``."""
    found: dict[str, ast.FunctionDef | ast.ClassDef] = {}
    for path in python_files():
        module = ".".join(path.relative_to(PACKAGES).with_suffix("").parts).removesuffix(".__init__")
        for node in tree(path).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                found[f"{module}.{node.name}"] = node
    return found


@cache
def _verbs() -> frozenset[str]:
    return frozenset(
        name
        for name, node in _functions().items()
        if name.split(".")[1] == "domain"
        and not node.name.startswith("_")
        and isinstance(node, ast.FunctionDef)
        and "by" in {argument.arg for argument in node.args.kwonlyargs}
    )


@cache
def _calls() -> dict[str, set[str]]:
    """For each function or class, the full names of ours that it uses."""
    calls: dict[str, set[str]] = {}
    for path in python_files():
        module = ".".join(path.relative_to(PACKAGES).with_suffix("").parts).removesuffix(".__init__")
        known = _known(tree(path), module)
        for node in tree(path).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                calls[f"{module}.{node.name}"] = {name for part in ast.walk(node) if (name := _named(part, known))}
    return calls


def _known(module_tree: ast.Module, module: str) -> dict[str, str]:
    known = {}
    for node in ast.walk(module_tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kontor."):
            package = (node.module or "").removeprefix("kontor.")
            known |= {alias.asname or alias.name: f"{package}.{alias.name}" for alias in node.names}
    for node in module_tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            known[node.name] = f"{module}.{node.name}"
    return known


def _named(node: ast.AST, known: dict[str, str]) -> str:
    if isinstance(node, ast.Name):
        return known.get(node.id, "")
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in known:
        return f"{known[node.value.id]}.{node.attr}"
    return ""


@cache
def _leaves_trace(name: str) -> bool:
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        each = waiting.pop()
        if each in seen:
            continue
        seen.add(each)
        waiting += _calls().get(each, ())
    return any(each in AUDIT or f"kontor.{each}".startswith(HISTORY) for each in seen)
