"""MessageHeader and TraceHeaderList as text, in the element order of the vendor's kit."""

from documents.axis.package.markup import Markup
from documents.axis.package.model import (
    Business,
    Header,
    OtherInfo,
    Party,
    ResponseFor,
    Signer,
    Staff,
    StatusMessage,
    TraceHeader,
)


def write_header(xml: Markup, header: Header) -> None:
    with xml.inside("MessageHeader"):
        _party(xml, "From", header.sender)
        for receiver in header.receivers:
            _party(xml, "To", receiver)
        xml.must("DocumentId", header.document_id)
        _code_and_type(xml, header)
        xml.must("Subject", header.subject)
        xml.may("Content", header.content)
        _signer(xml, header.signer)
        xml.may("DueDate", header.due_text)
        _other(xml, header.other)
        _answers(xml, header)
        xml.may("SteeringType", header.steering)
        xml.may("ApplicationType", header.application_type)
        _texts(xml, "ToPlaces", "Place", header.to_places)
    _traces(xml, header.trace, header.business)


def write_status(xml: Markup, message: StatusMessage) -> None:
    """A status is a header alone; it is routed by the agency named in ResponseFor."""
    with xml.inside("MessageHeader"):
        _party(xml, "From", message.sender)
        with xml.inside("ResponseFor"):
            xml.must("OrganId", message.response_for.organ_id)
            xml.must("Code", message.response_for.code)
            xml.must("PromulgationDate", message.response_for.issued_text)
            xml.must("DocumentId", message.response_for.document_id)
        if message.staff:
            _staff(xml, message.staff)
        xml.must("StatusCode", message.code)
        xml.must("Description", message.description)
        xml.must("Timestamp", message.timestamp)


def _party(xml: Markup, role: str, party: Party) -> None:
    with xml.inside(role):
        xml.must("OrganId", party.organ_id)
        xml.may("OrganizationInCharge", party.in_charge)
        xml.must("OrganName", party.name)
        xml.may("OrganAdd", party.address)
        xml.may("Email", party.email)
        xml.may("Telephone", party.telephone)
        xml.may("Fax", party.fax)
        xml.may("Website", party.website)


def _code_and_type(xml: Markup, header: Header) -> None:
    with xml.inside("Code"):
        xml.must("CodeNumber", header.number)
        xml.must("CodeNotation", header.notation)
    with xml.inside("PromulgationInfo"):
        xml.must("Place", header.place)
        xml.must("PromulgationDate", header.issued_text)
    with xml.inside("DocumentType"):
        xml.must("Type", header.type_code)
        xml.may("TypeDetail", header.type_detail)
        xml.must("TypeName", header.type_name)


def _signer(xml: Markup, signer: Signer) -> None:
    with xml.inside("SignerInfo"):
        xml.may("Competence", signer.competence)
        xml.may("Position", signer.position)
        xml.must("FullName", signer.full_name)


def _other(xml: Markup, other: OtherInfo) -> None:
    with xml.inside("OtherInfo"):
        xml.may("Priority", other.priority_text)
        xml.may("SphereOfPromulgation", other.sphere)
        xml.may("TyperNotation", other.typist)
        xml.may("PromulgationAmount", other.copies)
        xml.may("PageAmount", other.pages)
        xml.may("Direction", other.direction)
        xml.may("ReplyFors", other.reply_fors)
        xml.may("ReferenceCodes", other.reference_codes)
        _texts(xml, "Appendixes", "Appendix", other.appendixes)


def _answers(xml: Markup, header: Header) -> None:
    for answer in header.responses:
        _response(xml, answer)
    _texts(xml, "ResponseForTask", "TaskCode", header.tasks)


def _response(xml: Markup, answer: ResponseFor) -> None:
    with xml.inside("ResponseFor"):
        xml.must("OrganId", answer.organ_id)
        xml.must("Code", answer.code)
        xml.must("DocumentId", answer.document_id)
        xml.must("PromulgationDate", answer.issued_text)


def _traces(xml: Markup, hops: tuple[TraceHeader, ...], business: Business) -> None:
    with xml.inside("TraceHeaderList"):
        for hop in hops:
            with xml.inside("TraceHeader"):
                xml.may("OrganId", hop.organ_id)
                xml.must("Timestamp", hop.timestamp)
        _business(xml, business)


def _business(xml: Markup, business: Business) -> None:
    with xml.inside("Bussiness"):
        xml.may("DocumentId", business.document_id)
        xml.must("BussinessDocType", business.kind_text)
        xml.must("BussinessDocReason", business.reason)
        xml.may("Paper", business.paper)
        _changes(xml, business)
        _replacements(xml, business)
        if business.staff:
            _staff(xml, business.staff)


def _changes(xml: Markup, business: Business) -> None:
    if not (business.content_changed or business.receivers_changed or business.receivers):
        return
    with xml.inside("BussinessDocumentInfo"):
        xml.may("DocumentInfo", business.content_changed)
        xml.may("DocumentReceiver", business.receivers_changed)
        if business.receivers:
            _receivers(xml, business)


def _receivers(xml: Markup, business: Business) -> None:
    with xml.inside("ReceiverList"):
        for change in business.receivers:
            with xml.inside("Receiver"):
                xml.must("OrganId", change.organ_id)
                xml.must("ReceiverType", change.change)


def _replacements(xml: Markup, business: Business) -> None:
    if not business.replaced:
        return
    with xml.inside("ReplacementInfoList"):
        for item in business.replaced:
            with xml.inside("ReplacementInfo"):
                xml.must("DocumentId", item.document_id)
                _texts(xml, "OrganIdList", "OrganId", item.organ_ids)


def _staff(xml: Markup, staff: Staff) -> None:
    with xml.inside("StaffInfo"):
        xml.may("Department", staff.department)
        xml.may("DepartmentId", staff.department_id)
        xml.may("Staff", staff.name)
        xml.may("StaffId", staff.staff_id)
        xml.may("Email", staff.email)
        xml.may("Mobile", staff.mobile)


def _texts(xml: Markup, group: str, name: str, values: tuple[str, ...]) -> None:
    if values:
        with xml.inside(group):
            for value in values:
                xml.must(name, value)
