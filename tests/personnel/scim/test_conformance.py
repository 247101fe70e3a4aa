"""Every check of scim2-tester against what the server declares."""

from collections import Counter

from scim2_tester import check_server
from scim2_tester.utils import Status

GREEN = {Status.SUCCESS, Status.COMPLIANT, Status.ACCEPTABLE}


def red(results):
    return [
        f"{one.resource_type} {one.title}: {one.status.name} {one.reason}"
        for one in results
        if one.status not in GREEN
    ]


def test_all_checks_are_green(scim):
    results = check_server(scim)
    assert not red(results), "\n".join(red(results))
    titles = Counter(one.title for one in results)
    assert titles["object_creation"] == titles["object_deletion"] == 2, "users and groups"
    assert {"object_replacement", "check_add_attribute"} <= set(titles)
    assert len(results) > 60
