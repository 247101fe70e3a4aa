"""The checks of scim2-tester against what the server declares."""

from collections import Counter

from scim2_tester import check_server
from scim2_tester.filling import fill_with_random_values
from scim2_tester.utils import ResourceManager, Status

GREEN = {Status.SUCCESS, Status.COMPLIANT, Status.ACCEPTABLE}


def red(results):
    return [
        f"{one.resource_type} {one.title}: {one.status.name} {one.reason}"
        for one in results
        if one.status not in GREEN
    ]


def test_accounts_and_discovery_are_all_green(scim, unit):
    results = check_server(scim, resource_types=["User"])
    assert not red(results), "\n".join(red(results))
    assert Counter(one.title for one in results)["object_creation"] == 1
    assert len(results) > 40


def test_units_are_green_but_for_opening_and_closing_them(scim, new_room, monkeypatch):
    """The checks make what they need; a unit is not made this way, so they get one of the house."""
    make = ResourceManager.create_and_register

    def found(manager, model, *, fill_all=False):
        if model.__name__ != "Group":
            return make(manager, model, fill_all=fill_all)
        group = scim.query(model, str(new_room().uid))
        return scim.replace(fill_with_random_values(manager.context, group)) if fill_all else group

    monkeypatch.setattr(ResourceManager, "create_and_register", found)
    results = check_server(scim, resource_types=["Group"])
    refused = [one for one in results if one.title == "object_deletion"]
    assert [one.status for one in refused] == [Status.ERROR]
    ran = [one for one in results if one not in refused]
    assert not red(ran), "\n".join(red(ran))
    assert {"object_replacement", "check_add_attribute"} <= {one.title for one in ran}
