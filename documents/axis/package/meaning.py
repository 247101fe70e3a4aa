"""The metadata tree as dataclasses: in any element order, with the aliases of older forms."""

from documents.axis.codes import BusinessKind, document_key
from documents.axis.package.model import (
    Business,
    ErrorNote,
    Header,
    OtherInfo,
    Party,
    ReceiverChange,
    Replaced,
    ResponseFor,
    Signer,
    Staff,
    StatusMessage,
    TraceHeader,
)
from documents.axis.package.reader import Node

_NOBODY = Node("nobody", {})


def header_of(root: Node, head: Node) -> Header:
    """Everything but the files; a missing DocumentId is composed as the standard composes it."""
    sender = _party(head.find("From") or _NOBODY)
    number, notation = head.text("Code", "CodeNumber"), head.text("Code", "CodeNotation")
    issued = _issued_text(head)
    composed = document_key(sender.organ_id, issued[:10], f"{number}/{notation}")
    complete = sender.organ_id and issued and number
    traces = root.anywhere("TraceHeaderList") or _NOBODY
    return Header(
        sender=sender,
        receivers=tuple(_party(node) for node in head.all("To")),
        document_id=head.text("DocumentId") or (composed if complete else ""),
        number=number,
        notation=notation,
        place=head.text("PromulgationInfo", "Place"),
        issued_text=issued,
        type_code=head.text("DocumentType", "Type"),
        type_detail=head.text("DocumentType", "TypeDetail"),
        type_name=head.text("DocumentType", "TypeName"),
        subject=head.text("Subject"),
        content=head.text("Content"),
        signer=_signer(head.find("SignerInfo") or head.find("Author") or _NOBODY),
        due_text=head.text("DueDate"),
        to_places=_texts(head.find("ToPlaces"), "Place"),
        other=_other(head.find("OtherInfo") or _NOBODY),
        responses=tuple(answer for node in head.all("ResponseFor") if (answer := _response(node))),
        tasks=_tasks(head),
        steering=head.text("SteeringType"),
        application_type=head.text("ApplicationType"),
        trace=tuple(_trace(node) for node in traces.all("TraceHeader")),
        business=_business(root, traces),
    )


def status_of(head: Node) -> StatusMessage:
    staff = head.find("StaffInfo")
    answered = head.find("ResponseFor")
    return StatusMessage(
        sender=_party(head.find("From") or _NOBODY),
        response_for=(_response(answered) if answered else None) or ResponseFor(),
        code=head.text("StatusCode"),
        description=head.text("Description"),
        timestamp=head.text("Timestamp"),
        staff=_staff(staff) if staff else None,
    )


def error_notes(root: Node) -> tuple[ErrorNote, ...]:
    """The ErrorList of the older SOAP form."""
    errors = root.anywhere("ErrorList")
    if errors is None:
        return ()
    listed = errors.all("Error") or ([errors] if errors.value else [])
    return tuple(
        ErrorNote(
            code=node.text("Code") or node.attributes.get("code", ""),
            severity=node.text("Severity") or node.attributes.get("severity", ""),
            description=node.text("Description") or node.value,
        )
        for node in listed
    )


def _party(node: Node) -> Party:
    return Party(
        organ_id=node.text("OrganId"),
        name=node.text("OrganName"),
        in_charge=node.text("OrganizationInCharge"),
        address=node.text("OrganAdd"),
        email=node.text("Email"),
        telephone=node.text("Telephone"),
        fax=node.text("Fax"),
        website=node.text("Website"),
    )


def _staff(node: Node) -> Staff:
    return Staff(
        department=node.text("Department"),
        department_id=node.text("DepartmentId"),
        name=node.text("Staff"),
        staff_id=node.text("StaffId"),
        email=node.text("Email"),
        mobile=node.text("Mobile"),
    )


def _signer(node: Node) -> Signer:
    return Signer(
        full_name=node.text("FullName"),
        position=node.text("Position") or node.text("Function"),
        competence=node.text("Competence"),
    )


def _issued_text(head: Node) -> str:
    info = head.find("PromulgationInfo") or _NOBODY
    return info.text("PromulgationDate") or info.text("Date")


def _other(node: Node) -> OtherInfo:
    return OtherInfo(
        priority_text=node.text("Priority"),
        sphere=node.text("SphereOfPromulgation"),
        typist=node.text("TyperNotation"),
        copies=node.text("PromulgationAmount"),
        pages=node.text("PageAmount"),
        direction=node.text("Direction"),
        appendixes=_texts(node.find("Appendixes"), "Appendix"),
        reply_fors=node.text("ReplyFors"),
        reference_codes=node.text("ReferenceCodes"),
    )


def _response(node: Node) -> ResponseFor | None:
    """An empty element, as some peers send it, answers nothing."""
    answer = ResponseFor(
        organ_id=node.text("OrganId"),
        code=node.text("Code"),
        document_id=node.text("DocumentId"),
        issued_text=node.text("PromulgationDate"),
    )
    return answer if answer != ResponseFor() else None


def _tasks(head: Node) -> tuple[str, ...]:
    return tuple(code for node in head.all("ResponseForTask") for code in _texts(node, "TaskCode"))


def _trace(node: Node) -> TraceHeader:
    organ_id = node.text("OrganId") or node.text("Sender", "OrganId") or node.text("Sender")
    return TraceHeader(
        organ_id="" if organ_id.lower() == "null" else organ_id, timestamp=node.text("Timestamp")
    )


def _business(root: Node, traces: Node) -> Business:
    node = root.anywhere("Bussiness") or root.anywhere("Business") or _NOBODY
    changes = node.find("BussinessDocumentInfo") or _NOBODY
    staff = node.find("StaffInfo")
    return Business(
        kind_text=node.text("BussinessDocType") or BusinessKind.NEW,
        reason=node.text("BussinessDocReason"),
        document_id=node.text("DocumentId"),
        paper=node.text("Paper") or traces.text("Paper"),
        staff=_staff(staff) if staff else None,
        content_changed=changes.text("DocumentInfo"),
        receivers_changed=changes.text("DocumentReceiver"),
        receivers=_receiver_changes(changes),
        replaced=tuple(_replaced(item) for item in _items(node, "ReplacementInfoList")),
    )


def _items(node: Node, list_name: str) -> list[Node]:
    listed = node.find(list_name)
    return listed.children if listed else []


def _receiver_changes(changes: Node) -> tuple[ReceiverChange, ...]:
    return tuple(
        ReceiverChange(organ_id=item.text("OrganId"), change=item.text("ReceiverType"))
        for item in _items(changes, "ReceiverList")
    )


def _replaced(item: Node) -> Replaced:
    return Replaced(
        document_id=item.text("DocumentId"), organ_ids=_texts(item.find("OrganIdList"), "OrganId")
    )


def _texts(node: Node | None, name: str) -> tuple[str, ...]:
    values = (child.value for child in node.all(name)) if node else ()
    return tuple(value for value in values if value)
