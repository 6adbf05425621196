"""Library, text modules, accounts, telephony and the tenant itself in a file."""

from __future__ import annotations

from base64 import b64encode

import pytest

from kontor.channels.models import MailAccount
from kontor.kernel.clock import now
from kontor.tenant_files.domain.applying import apply
from kontor.tenant_files.domain.planning import plan
from kontor.tenant_files.domain.problems import BadFile
from kontor.tenant_files.domain.reading import read
from kontor.tenants.models import Tenant
from kontor.texts.models import LibraryFile
from tests.factories.channels import make_account
from tests.factories.phone_systems import make_phone_system
from tests.factories.texts import make_library_file
from tests.support.scoping import everywhere
from tests.tenant_files.sections.conftest import HEAD, mistake, put, settled, there

pytestmark = pytest.mark.django_db
CATEGORIES = "categories: [{internal_name: billing, name: Abrechnung}]\n"


def content(text: str) -> str:
    return b64encode(text.encode()).decode()


def library(name: str = "AGB", filename: str = "agb.txt", text: str = "Alles gilt.") -> str:
    return f"library: [{{name: {name}, filename: {filename}, content: {content(text)}}}]\n"


def test_a_file_of_the_library_changes_its_name_alone_or_its_content_too(nordlicht: Tenant, alpina: Tenant) -> None:
    other = make_library_file(alpina, "AGB", filename="agb.txt")
    put(library())
    put(library(name="agb"))
    with everywhere():
        row = LibraryFile.objects.living().get(tenant=nordlicht)
        assert (row.name, row.blob.content) == ("agb", b"Alles gilt.")

    put(library(name="agb", filename="neu.txt", text="Neues gilt."))

    with everywhere():
        row = LibraryFile.objects.living().get(tenant=nordlicht)
        assert (row.filename, row.blob.content, row.size) == ("neu.txt", b"Neues gilt.", 11)
        assert list(LibraryFile.objects.living().filter(tenant=alpina)) == [other]
    assert settled(library(name="agb", filename="neu.txt", text="Neues gilt."))


def test_a_file_goes_and_its_name_is_free(nordlicht: Tenant) -> None:
    put(library())
    put("library: []\n")
    assert there(nordlicht, "library") == []

    put(library(text="Zweite Fassung."))

    assert there(nordlicht, "library")[0]["content"] == content("Zweite Fassung.")


ACCOUNT = (
    "accounts: [{address: %s, host: imap.n.example, username: a, password: {env: PW}, smtp_host: smtp.n.example%s}]\n"
)
SECRETS = {("env", "PW"): "geheim"}


def test_an_account_is_known_by_its_address_in_any_letters(nordlicht: Tenant) -> None:
    put(ACCOUNT % ("a@n.example", ""), secrets=SECRETS)

    done = put(ACCOUNT % ("a@n.example", ", sender_name: Nord"))

    assert [(step.kind.value, step.fields) for step in done.steps] == [("changed", (("sender_name", "", "Nord"),))]
    with everywhere():
        assert MailAccount.objects.get().password == "geheim"


def test_a_secret_that_was_not_given_is_told_with_its_line(nordlicht: Tenant) -> None:
    assert mistake(ACCOUNT % ("a@n.example", "")) == (
        "Line 3, accounts: a@n.example, password: The secret “PW” was not given."
    )


def test_an_account_that_was_deleted_comes_back_as_the_file_says(nordlicht: Tenant) -> None:
    put(ACCOUNT % ("a@n.example", ""), secrets=SECRETS)
    with everywhere():
        before = MailAccount.objects.get().pk
    put("accounts: []\n")
    assert there(nordlicht, "accounts") == []

    put(ACCOUNT % ("a@n.example", ", sender_name: Neu"), secrets={("env", "PW"): "anders"})

    with everywhere():
        row = MailAccount.objects.living().get()
        assert (row.pk, row.sender_name, row.password) == (before, "Neu", "anders")


def test_the_file_says_a_variable_for_each_secret_that_is_there_and_never_the_secret(nordlicht: Tenant) -> None:
    make_account(nordlicht, "a@n.example", password="hunter2", smtp_password="")

    [found] = there(nordlicht, "accounts")

    assert found["password"] == {"env": "KONTOR_NORD_A_N_EXAMPLE_PASSWORD"}
    assert (found["smtp_password"], found["dkim_key"]) == (None, None)
    assert "hunter2" not in str(found)


@pytest.mark.parametrize(("way", "again"), [("host: other.example", True), ("sender_name: Nord", False)])
def test_a_password_is_asked_for_again_where_it_would_go_elsewhere(nordlicht: Tenant, way: str, again: bool) -> None:
    put(ACCOUNT % ("a@n.example", ""), secrets=SECRETS)
    field = way.partition(":")[0]
    text = ACCOUNT % ("a@n.example", "" if field == "host" else f", {way}")
    text = text.replace("host: imap.n.example", way, 1) if field == "host" else text

    needed = plan(HEAD + text).needed

    assert [each.name for each in needed] == (["PW"] if again else [])


def test_two_accounts_may_stand_in_for_each_other(nordlicht: Tenant) -> None:
    lines = "".join(
        f"- {{address: {one}@n.example, host: h, username: u, password: {{env: PW}}, smtp_host: s, "
        f"alternative: {other}@n.example}}\n"
        for one, other in ("ab", "ba")
    )

    put("accounts:\n" + lines, secrets=SECRETS)
    assert {each["address"]: each["alternative"] for each in there(nordlicht, "accounts")} == {
        "a@n.example": "b@n.example",
        "b@n.example": "a@n.example",
    }
    put("accounts: []\n")

    assert there(nordlicht, "accounts") == []


def test_a_service_that_wants_a_person_is_told(nordlicht: Tenant) -> None:
    sign_in = ", auth: oauth2, oauth_provider: microsoft, oauth_grant: code, oauth_client_id: k, oauth_directory: d"
    text = (ACCOUNT % ("a@n.example", sign_in)).replace("password: {env: PW}, ", "oauth_client_secret: {env: PW}, ")

    assert plan(HEAD + text).remarks == (
        "a@n.example: somebody has to sign in with the mail service once it is there.",
    )


def test_default_accounts_are_own_or_general_ones_and_a_deleted_one_is_none(
    nordlicht: Tenant, general_account: MailAccount
) -> None:
    own = make_account(nordlicht, "a@n.example")
    put(f"default_accounts: {{incoming: a@n.example, sending: {general_account.address}}}\n")
    chosen = there(nordlicht, "default_accounts")
    assert (chosen["incoming"], chosen["sending"], chosen["forwards"]) == ("a@n.example", general_account.address, "")

    with everywhere():
        MailAccount.objects.filter(pk=own.pk).update(deleted_at=now())

    assert there(nordlicht, "default_accounts")["incoming"] == ""


def test_a_telephone_system_is_one_that_serves_the_tenant(nordlicht: Tenant) -> None:
    make_phone_system("Anlage", all_tenants=True)
    make_phone_system("Fremde", all_tenants=False)

    done = put("telephony: {system: Anlage, prefix: '0', postfix: '#'}\n")

    assert done.remarks == (
        "Trunks and dialled numbers are not in the file: enter them at the telephone system “Anlage”.",
    )
    assert there(nordlicht, "telephony") == {"system": "Anlage", "prefix": "0", "postfix": "#"}
    for unknown in ("Fremde", "Keine"):
        assert mistake(f"telephony: {{system: {unknown}}}\n") == (
            f"Line 3, telephony: There is no telephone system “{unknown}” that serves this tenant."
        )
    assert put("telephony: {}\n").remarks == ()
    assert there(nordlicht, "telephony") == {"system": "", "prefix": "", "postfix": ""}


def test_a_tenant_is_switched_off_after_all_else_and_on_before(nordlicht: Tenant) -> None:
    off = "format: 1\ntenant: {name: Nordlicht Energie, code: NORD, active: no}\n"
    codes = "closing_codes: [{code: A, name: Fertig}]\n"

    apply(off + codes, by=None, file_name="nord.yaml")
    assert there(nordlicht, "tenant")["active"] is False
    assert len(there(nordlicht, "closing_codes")) == 1

    put(codes)
    assert there(nordlicht, "tenant")["active"] is True


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("language", "xx", "“xx” is not allowed. Allowed are: "),
        ("country", "Deutschland", "does not have the form that is expected: [A-Z]{2}."),
        ("time_zone", "Kiel", "“Kiel” is not a time zone. Write it like Europe/Berlin."),
        ("colour", "13", "The number must be between 1 and 12."),
    ],
)
def test_what_a_tenant_is_is_checked(field: str, value: str, sentence: str) -> None:
    with pytest.raises(BadFile) as caught:
        read(f"format: 1\ntenant:\n  name: Neu\n  code: NEU\n  {field}: {value}\n")

    [problem] = caught.value.problems
    assert (problem.line, problem.field) == (5, f"tenant.{field}")
    assert sentence in problem.sentence
