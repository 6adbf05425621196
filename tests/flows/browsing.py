"""What a person does in the browser, step by step, by mouse or by keyboard; each step fails with what the page said."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.factories.people import PASSWORD
from tests.flows.hands import Hand


def started(page: Page) -> None:
    """Until the scripts of the page are at work."""
    page.wait_for_selector("html[data-started]")


def save(hand: Hand, button: str = "Save") -> None:
    """Save a mask; it must not complain."""
    page = hand.page
    with page.expect_navigation(timeout=30_000):
        hand.press(page.get_by_role("button", name=button, exact=True))
    expect(page.locator("[role=alert]")).to_have_count(0)
    expect(page.locator("[aria-invalid=true]")).to_have_count(0)


def sign_in(hand: Hand, name: str, password: str = PASSWORD) -> None:
    page = hand.page
    page.goto("/sign-in/")
    hand.write(page.get_by_label("User name or e-mail"), name)
    hand.write(page.get_by_label("Password", exact=True), password)
    hand.press(page.get_by_role("button", name="Sign in"))
    page.wait_for_url(lambda url: not url.endswith("/sign-in/"))


def go_to(hand: Hand, *links: str) -> None:
    """Follow these links of the navigation, one after the other."""
    page = hand.page
    for link in links:
        with page.expect_navigation(timeout=30_000):
            hand.press(page.get_by_role("link", name=link, exact=True).first)


def create_tenant(hand: Hand, name: str, code: str) -> None:
    go_to(hand, "Administration", "Tenants", "New")
    hand.write(hand.page.get_by_label("Name", exact=True), name)
    hand.write(hand.page.get_by_label("Short code"), code)
    save(hand)


def create_groups(hand: Hand, tenant: str, name: str) -> None:
    """A system group that chooses the tenant, a supervisor group and an agent group below it."""
    page = hand.page
    go_to(hand, "Groups", "New")
    hand.write(page.get_by_label("Name", exact=True), f"{name} System")
    hand.choose(page.get_by_label("Tenant", exact=True), tenant)
    save(hand)
    for kind, beside, called in (
        ("Supervisor group", f"{name} System", f"{name} Leitung"),
        ("Agent group", f"{name} Leitung", f"{name} Kundenservice"),
    ):
        go_to(hand, "Groups")
        row = page.get_by_role("row").filter(has=page.get_by_role("link", name=beside))
        with page.expect_navigation(timeout=30_000):
            hand.press(row.get_by_role("link", name=kind))
        hand.write(page.get_by_label("Name", exact=True), called)
        save(hand)


def create_category(hand: Hand, tenant: str, name: str, group: str) -> None:
    page = hand.page
    go_to(hand, "Categories", "New")
    hand.write(page.get_by_label("Display name"), name)
    hand.choose(page.get_by_label("Tenant", exact=True), tenant)
    save(hand)
    with page.expect_navigation(timeout=30_000):
        hand.press(page.locator("nav.tabs").get_by_role("link", name="Groups"))
    hand.tick(page.get_by_label(group))
    save(hand)


def create_user(hand: Hand, name: str, username: str, groups: list[str], role: str) -> None:
    """A person who is a member of the groups and has the role in each."""
    page = hand.page
    go_to(hand, "Users", "New")
    hand.write(page.get_by_label("Name", exact=True), name)
    hand.write(page.get_by_label("User name"), username)
    hand.write(page.get_by_label("E-mail", exact=True), f"{username}@kontor.example")
    hand.write(page.locator("[name=password]"), PASSWORD)
    for group in groups:
        hand.tick(page.get_by_label(group))
    hand.choose(page.locator("[name=role]"), role)
    save(hand, "Create user")
