"""Rules, their words and people of one tenant where the rows of two are in the scope: general mail is worked on so."""

from __future__ import annotations

from kontor.channels.models import MailAccount
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.assign import colleagues_in
from kontor.routing.domain.conditions import subject_has
from kontor.routing.domain.content import Content
from kontor.routing.domain.keyword_sets import create_keyword_set, delete_keyword_set
from kontor.routing.domain.learned_queries import category_names, kept_models, learning_of, models_in_use
from kontor.routing.domain.rule_sources import content_source, draft_sources
from kontor.routing.domain.rules import create_rule, move_rule, order_rules
from kontor.routing.models import CategoryRule, Learning
from kontor.tenants.models import Tenant
from tests.factories.channels import make_account
from tests.factories.learning import make_model
from tests.support.refusal import refused
from tests.support.scoping import in_scope


def test_the_order_of_rules_is_the_tenants_own(
    nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category
) -> None:
    with in_scope(nordlicht, alpina):
        theirs = [create_rule(claims, conditions=[subject_has(word)], by=None) for word in ("one", "two", "three")]
        ours = [create_rule(billing, conditions=[subject_has(word)], by=None) for word in ("one", "two")]
        assert [rule.position for rule in ours] == [1, 2]

        assert not move_rule(ours[0], up=True, by=None)
        assert not move_rule(ours[1], up=False, by=None)
        order_rules(nordlicht.pk, [theirs[2].pk, ours[1].pk], by=None)

        places = dict(CategoryRule.objects.values_list("pk", "position"))
        assert [places[rule.pk] for rule in theirs] == [1, 2, 3]
        assert [places[rule.pk] for rule in ours] == [2, 1]


def test_keyword_sets_are_named_and_used_in_their_tenant(
    nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category
) -> None:
    with in_scope(nordlicht, alpina):
        theirs, ours = (
            create_keyword_set(tenant.pk, name="Eilig", lines=["sofort"], by=None) for tenant in (alpina, nordlicht)
        )

        with refused("no longer exists"):
            create_rule(billing, conditions=[subject_has("x", sets=(theirs.pk,))], by=None)
        create_rule(claims, conditions=[subject_has("x", sets=(theirs.pk,))], by=None)
        delete_keyword_set(ours, by=None)

        with refused("is used by"):
            delete_keyword_set(theirs, by=None)


def test_colleagues_are_those_of_the_tenant(
    nordlicht: Tenant, alpina: Tenant, anna: User, bela: User, carla: User
) -> None:
    with in_scope(nordlicht, alpina):
        assert set(colleagues_in(nordlicht.pk)) == {anna, bela}
        assert set(colleagues_in(alpina.pk)) == {bela, carla}


def test_what_was_learned(nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category) -> None:
    places = ((nordlicht, billing), (alpina, claims))
    models = [make_model(tenant, categories=[category], active=True) for tenant, category in places]
    with in_scope(nordlicht, alpina):
        for tenant in (nordlicht, alpina):
            Learning.objects.get_or_create(tenant=tenant)
        learning = learning_of(nordlicht.pk)

        assert kept_models(nordlicht.pk) == models[:1]
        assert models_in_use([nordlicht.pk]) == {nordlicht.pk: models[0]}
        assert learning is not None and learning.tenant_id == nordlicht.pk
        assert category_names(nordlicht.pk) == {billing.pk: "Abrechnung"}


def test_rules_without_an_account_count_for_general_mail_of_tenants_without_their_own(
    nordlicht: Tenant, alpina: Tenant, general_account: MailAccount
) -> None:
    make_account(alpina)
    with in_scope(0, nordlicht, alpina):
        unnamed = {source.tenant_id: source.unnamed for source in draft_sources(general_account)}
        tried = [content_source(Content(), tenant.pk, general_account).unnamed for tenant in (nordlicht, alpina)]

    assert unnamed == {nordlicht.pk: True, alpina.pk: False}
    assert tried == [True, False]
