"""The version of a resource: a digest of all that is shown of it."""

import hashlib
import json
from typing import Any, TypeVar

from scim2_models import Resource

ResourceT = TypeVar("ResourceT", bound=Resource[Any])


def versioned(resource: ResourceT) -> ResourceT:
    """The same resource with its version; a change of any shown fact gives another one."""
    if resource.meta is not None:
        told = json.dumps(resource.model_dump(mode="json", exclude={"meta"}), sort_keys=True)
        resource.meta.version = f'W/"{hashlib.sha256(told.encode()).hexdigest()[:32]}"'
    return resource
