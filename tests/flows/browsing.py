"""What a person does in the browser, step by step; each step fails with what the page said."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.factories.people import PASSWORD


def started(page: Page) -> None:
    """Until the scripts of the page are at work."""
    page.wait_for_selector("html[data-started]")


def save(page: Page, button: str = "Save") -> None:
    """Save a mask; it must not complain."""
    with page.expect_navigation(timeout=30_000):
        page.get_by_role("button", name=button, exact=True).click()
    expect(page.locator("[role=alert]")).to_have_count(0)
    expect(page.locator("[aria-invalid=true]")).to_have_count(0)


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.goto("/sign-in/")
    page.get_by_label("User name or e-mail").fill(name)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: not url.endswith("/sign-in/"))


def go_to(page: Page, *links: str) -> None:
    """Follow these links of the navigation, one after the other."""
    for link in links:
        with page.expect_navigation(timeout=30_000):
            page.get_by_role("link", name=link, exact=True).first.click()


def create_tenant(page: Page, name: str, code: str) -> None:
    go_to(page, "Administration", "Tenants", "New")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Short code").fill(code)
    save(page)


def create_groups(page: Page, tenant: str, name: str) -> None:
    """A system group that chooses the tenant, a supervisor group and an agent group below it."""
    go_to(page, "Groups", "New")
    page.get_by_label("Name", exact=True).fill(f"{name} System")
    page.get_by_label("Tenant", exact=True).select_option(label=tenant)
    save(page)
    for kind, beside, called in (
        ("Supervisor group", f"{name} System", f"{name} Leitung"),
        ("Agent group", f"{name} Leitung", f"{name} Kundenservice"),
    ):
        go_to(page, "Groups")
        page.get_by_role("row").filter(has=page.get_by_role("link", name=beside)).get_by_role("link", name=kind).click()
        page.get_by_label("Name", exact=True).fill(called)
        save(page)


def create_category(page: Page, tenant: str, name: str, group: str) -> None:
    go_to(page, "Categories", "New")
    page.get_by_label("Display name").fill(name)
    page.get_by_label("Tenant", exact=True).select_option(label=tenant)
    save(page)
    page.locator("nav.tabs").get_by_role("link", name="Groups").click()
    page.get_by_label(group).check()
    save(page)


def create_user(page: Page, name: str, username: str, groups: list[str], role: str) -> None:
    """A person who is a member of the groups and has the role in each."""
    go_to(page, "Users", "New")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("User name").fill(username)
    page.get_by_label("E-mail", exact=True).fill(f"{username}@kontor.example")
    page.locator("[name=password]").fill(PASSWORD)
    for group in groups:
        page.get_by_label(group).check()
    page.locator("[name=role]").select_option(label=role)
    save(page, "Create user")
