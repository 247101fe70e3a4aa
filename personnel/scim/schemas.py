"""What the facade says it is: resource types, their attributes and what may be changed."""

from typing import Annotated, Any, Union

from pydantic import Field, ValidationInfo, model_validator
from scim2_models import (
    URN,
    AuthenticationScheme,
    Bulk,
    CaseExact,
    ChangePassword,
    ComplexAttribute,
    Context,
    ETag,
    Extension,
    Filter,
    Mutability,
    Pagination,
    Patch,
    Reference,
    Required,
    Resource,
    ResourceType,
    Returned,
    ScimPolicy,
    ScimProvider,
    ServiceProviderConfig,
    Sort,
    Uniqueness,
)
from scim2_models.resources.resource import AnyExtension

from personnel.scim import LARGEST_BODY

MOST_RESULTS = 200
USUAL_RESULTS = 100
MOST_OPERATIONS = 100
CURSORS_LAST = 3600

ReadOnly = Annotated[str | None, Mutability.read_only]
ExactReadOnly = Annotated[str | None, Mutability.read_only, CaseExact.true]


class Name(ComplexAttribute):
    """The name of a person; it is changed by a decision, not from outside."""

    formatted: Annotated[str | None, Mutability.immutable, Required.true] = None
    """The full name as it is written: family name first."""


class Email(ComplexAttribute):
    """The official mail address of an account."""

    value: str | None = None
    """The address."""

    type: str | None = Field(None, examples=["work"])
    """Always the official one."""


class OfGroup(ComplexAttribute):
    """A unit in which the person holds a post."""

    value: ExactReadOnly = None
    """The id of the unit."""

    ref: Annotated[Reference["Group"] | None, Mutability.read_only] = Field(
        None, serialization_alias="$ref", validation_alias="$ref"
    )
    """The address of the unit."""

    display: ReadOnly = None
    """The name of the unit."""


class User(Resource[AnyExtension]):
    """The account of a person."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:User")

    user_name: Annotated[str | None, Mutability.immutable, Required.true, Uniqueness.server] = None
    """The login; it is never given to another person."""

    name: Annotated[Name | None, Mutability.immutable, Required.true] = None
    """The name of the person."""

    title: ReadOnly = None
    """The title of the post held longest."""

    active: Annotated[bool | None, Required.true] = None
    """Whether the person can sign in; a closed account loses its sessions and tokens at once."""

    emails: list[Email] | None = None
    """The official mail address, at most one."""

    groups: Annotated[list[OfGroup] | None, Mutability.read_only] = None
    """The units in which the person holds a post."""

    @model_validator(mode="before")
    @classmethod
    def _opens(cls, value: Any, info: ValidationInfo) -> Any:
        """A new account is an open one unless it says otherwise."""
        asked = (info.context or {}).get("scim")
        if asked is not Context.RESOURCE_CREATION_REQUEST or not isinstance(value, dict):
            return value
        said = any(str(key).casefold() == "active" for key in value)
        return value if said else {**value, "active": True}


class Manager(ComplexAttribute):
    """The head of the unit in which the person has his first post."""

    value: ExactReadOnly = None
    """The id of the head's account."""

    ref: Annotated[Reference["User"] | None, Mutability.read_only] = Field(  # type: ignore[type-arg]
        None, serialization_alias="$ref", validation_alias="$ref"
    )
    """The address of the head's account."""

    display_name: ReadOnly = None
    """The name of the head."""


class EnterpriseUser(Extension):
    """Where a person works."""

    __schema__ = URN("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")

    employee_number: ReadOnly = None
    """The staff number of the file."""

    organization: ReadOnly = None
    """The agency of the post held longest."""

    department: ReadOnly = None
    """The unit of the post held longest."""

    manager: Annotated[Manager | None, Mutability.read_only] = None
    """The head of that unit."""


class Grade(ComplexAttribute):
    """Grade and step of pay."""

    code: ExactReadOnly = None
    """The code of the grade (mã ngạch, mã hạng)."""

    step: ReadOnly = None
    """The step (bậc)."""

    coefficient: ReadOnly = None
    """The coefficient (hệ số) as a decimal text."""


class Assignment(ComplexAttribute):
    """A post held today."""

    unit: ExactReadOnly = None
    """The id of the unit."""

    unit_name: ReadOnly = None
    """The name of the unit."""

    title: ReadOnly = None
    """The title of the post."""

    function: ReadOnly = None
    """What the post makes its holder in the house."""

    since: ReadOnly = None
    """The first day of the post."""

    is_primary: Annotated[bool | None, Mutability.read_only] = None
    """Whether it is the post held longest."""


class CivilServant(Extension):
    """What an identity system may know of an official's file."""

    __schema__ = URN("urn:ietf:params:scim:schemas:extension:vn-office:2.0:CivilServant")

    citizen_id: Annotated[str | None, Mutability.read_only, Returned.request, CaseExact.true] = None
    """The citizen number (số định danh cá nhân); told only when it is asked for."""

    category: ExactReadOnly = None
    """What kind of official: cán bộ, công chức, viên chức or on contract."""

    unit_code: ExactReadOnly = None
    """The code of the agency (mã định danh)."""

    job_position: ExactReadOnly = None
    """The code of the job position (vị trí việc làm)."""

    grade: Annotated[Grade | None, Mutability.read_only] = None
    """Grade and step of pay."""

    assignments: Annotated[list[Assignment] | None, Mutability.read_only] = None
    """The posts held today, the one held longest first."""


class Member(ComplexAttribute):
    """A person with a post in the unit, or a unit directly below it."""

    value: Annotated[str | None, Mutability.immutable, CaseExact.true] = None
    """The id of the account or unit."""

    ref: Annotated[
        Reference[Union["User", "Group"]] | None,  # type: ignore[type-arg]
        Mutability.immutable,
    ] = Field(None, serialization_alias="$ref", validation_alias="$ref")
    """Its address."""

    type: Annotated[str | None, Mutability.immutable] = Field(None, examples=["User", "Group"])
    """A person or a unit."""


class Group(Resource[Any]):
    """A unit; who may administer units opens rooms, names, moves and closes them."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:Group")

    display_name: Annotated[str | None, Required.true] = None
    """The name of the unit today."""

    members: list[Member] | None = None
    """Who holds a post in the unit, and the units below it."""


Person = User[EnterpriseUser | CivilServant]


def address(endpoint: str, uid: object) -> Any:
    """A reference from the root; the server makes the whole address of it."""
    return f"{endpoint}/{uid}"


def _config() -> ServiceProviderConfig:
    return ServiceProviderConfig(
        patch=Patch(supported=True),
        bulk=Bulk(supported=True, max_operations=MOST_OPERATIONS, max_payload_size=LARGEST_BODY),
        filter=Filter(supported=True, max_results=MOST_RESULTS),
        change_password=ChangePassword(supported=False),
        sort=Sort(supported=False),
        etag=ETag(supported=True),
        pagination=Pagination(
            cursor=True,
            index=True,
            default_pagination_method=Pagination.DefaultPaginationMethod.index,
            default_page_size=USUAL_RESULTS,
            max_page_size=MOST_RESULTS,
            cursor_timeout=CURSORS_LAST,
        ),
        authentication_schemes=[
            AuthenticationScheme(
                type=AuthenticationScheme.Type.oauthbearertoken,
                name="Bearer token",
                description="A token of an administrator or of personnel staff, scope scim",
                spec_uri=Reference("https://www.rfc-editor.org/rfc/rfc6750"),
                primary=True,
            )
        ],
    )


def provider() -> ScimProvider:
    """What `/Schemas`, `/ResourceTypes` and `/ServiceProviderConfig` publish.

    Identity systems send more than a server declares, and name values in a remove: both is taken.
    """
    return ScimProvider(
        models=[User, Group, EnterpriseUser, CivilServant],
        resource_types=[ResourceType.from_resource(Person), ResourceType.from_resource(Group)],
        config=_config(),
        policy=ScimPolicy(
            unknown=ScimPolicy.Unknown.ignore,
            remove_value_as_filter=ScimPolicy.RemoveValue.apply,
            unmatched_path_filter=ScimPolicy.UnmatchedPathFilter.create,
        ),
    )
