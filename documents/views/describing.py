"""Metadata of a document or a work file in full, and the fields that an agency adds."""

from collections.abc import Callable
from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.forms.answers import Filled, answer
from documents.models import Document, DocumentState, FieldKind, FieldOf, WorkFile
from documents.operations.describing import NewField
from documents.policy.keeping import Can
from documents.queries.keeping import Fact
from documents.views.blueprint import actor, bp, files, page_of, visible
from office.i18n import _, _l
from office.permissions import Actor, allowed, require
from office.ui.parts import Act
from office.ui.toasts import toast

LABELS: dict[str, object] = {
    "FileCode": _l("File code"),
    "FileCode.OrganId": _l("Code of the agency"),
    "FileCode.FileCatalog": _l("Year of the file plan"),
    "FileCode.FileNotation": _l("Number and symbol of the file"),
    "DocOrdinal": _l("Order in the file"),
    "TypeName": _l("Document type"),
    "CodeNumber": _l("Document number"),
    "CodeNotation": _l("Symbol"),
    "IssuedDate": _l("Dated"),
    "OrganName": _l("Issued by"),
    "Subject": _l("Subject"),
    "Language": _l("Language"),
    "PageAmount": _l("Number of pages"),
    "PageTotal": _l("Number of pages"),
    "Description": _l("Remark"),
    "SignerInfo.Position": _l("Position of the signer"),
    "SignerInfo.FullName": _l("Signed by"),
    "Priority": _l("Degree of urgency"),
    "DueDate": _l("Deadline"),
    "ArrivalDate": _l("Day of arrival"),
    "ArrivalNumber": _l("Arrival number"),
    "ToPlaces": _l("Units or persons who received it"),
    "TraceHeaderList": _l("Course of handling"),
    "To.OrganId": _l("Codes of the receivers"),
    "To.OrganName": _l("Receivers"),
    "IssuedAmount": _l("Number of copies"),
    "Identifier": _l("Identifier"),
    "Title": _l("Title"),
    "Maintenance": _l("Period of keeping"),
    "Rights": _l("Mode of use"),
    "Creator": _l("Created by"),
    "StartDate": _l("Begun"),
    "EndDate": _l("Ended"),
    "DocTotal": _l("Number of documents"),
}


def offered(document: Document, _reader: Actor) -> list[Act]:
    """Whoever sees a document may read its metadata."""
    url = url_for("documents.metadata", uid=document.uid)
    return [Act(_("Metadata"), url, icon="columns", method="get", is_minor=True)]


def labelled(facts: list[Fact]) -> list[tuple[object, Fact]]:
    """Each field of the law with the word of the page."""
    return [(LABELS[fact.name], fact) for fact in facts]


@bp.get("/<uuid:uid>/metadata")
def metadata(uid: UUID) -> Response:
    """Everything that is known about a document, empty fields too."""
    document = visible(uid)
    return _document_page(document, Filled(queries.present_values(document)))


@bp.post("/<uuid:uid>/metadata")
def describe(uid: UUID) -> Response:
    """Add to it."""
    document = visible(uid)
    return _answered(
        lambda values: operations.describe_document(document, values, by=actor()),
        url_for("documents.metadata", uid=uid),
        lambda filled: _document_page(document, filled),
    )


@files.get("/<uuid:uid>/metadata")
def metadata_of_file(uid: UUID) -> Response:
    """Everything that is known about a work file."""
    file = queries.visible_work_file(uid, actor())
    return _file_page(file, Filled(queries.present_values(file)))


@files.post("/<uuid:uid>/metadata")
def describe_further(uid: UUID) -> Response:
    """Add to it."""
    file = queries.visible_work_file(uid, actor())
    return _answered(
        lambda values: operations.describe_work_file(file, values, by=actor()),
        url_for("workfiles.metadata_of_file", uid=uid),
        lambda filled: _file_page(file, filled),
    )


def _answered(
    act: Callable[[dict[str, str]], list[str]], here: str, page: Callable[[Filled], Response]
) -> Response:
    def go() -> Response:
        values = {
            name.removeprefix("own-"): text
            for name, text in request.form.items()
            if name.startswith("own-")
        }
        changed = act(values)
        toast(_("The metadata are kept.") if changed else _("Nothing was changed."))
        return redirect(here, code=303)

    def shown_again(filled: Filled) -> Response:
        typed = {name.removeprefix("own-"): text for name, text in filled.values.items()}
        errors = {f"own-{name}": words for name, words in filled.errors.items()}
        return page(Filled(typed, errors, filled.trouble))

    return answer(go, shown_again, request.form)


def _document_page(document: Document, filled: Filled) -> Response:
    return _page(
        document,
        filled,
        title=document.subject,
        back=page_of(document),
        facts=labelled(queries.law_facts_of_document(document, actor())),
        fields=queries.fields_of(FieldOf.DOCUMENT, document.agency_id),
        may_add=allowed(actor(), Can.DESCRIBE_DOCUMENT, document) and _is_open(document),
    )


def _is_open(document: Document) -> bool:
    return not document.is_frozen and document.state is not DocumentState.RECALLED


def _file_page(file: WorkFile, filled: Filled) -> Response:
    return _page(
        file,
        filled,
        title=file.title,
        back=url_for("workfiles.show", uid=file.uid),
        facts=labelled(queries.law_facts_of_file(file)),
        fields=queries.fields_of(FieldOf.WORK_FILE, file.agency_id),
        may_add=allowed(actor(), Can.DESCRIBE_FILE, file) and not file.is_frozen,
        brought=file.origin.get("own", ()),
    )


def _page(record: Document | WorkFile, filled: Filled, **facts: object) -> Response:
    text = render_template(
        "documents/metadata.html",
        record=record,
        filled=filled,
        own=queries.own_facts(record),
        input_kinds={FieldKind.DAY: "date", FieldKind.NUMBER: "number"},
        keeps_fields=allowed(actor(), Can.KEEP_FIELDS, None),
        **{"brought": ()} | facts,
    )
    return make_response(text)


# -------------------------------------------------------------------------- the fields


@bp.get("/metadata-fields")
def metadata_fields() -> Response:
    """Which fields the agency adds to those of the law."""
    require(actor(), Can.KEEP_FIELDS, None)
    return _fields_page(Filled({}))


@bp.post("/metadata-fields")
def add_metadata_field() -> Response:
    """Add one."""
    require(actor(), Can.KEEP_FIELDS, None)
    typed = request.form

    def act() -> Response:
        given = NewField(
            FieldOf.WORK_FILE if typed.get("of") == FieldOf.WORK_FILE else FieldOf.DOCUMENT,
            typed.get("name", "").strip(),
            typed.get("label", ""),
            next((one for one in FieldKind if one == typed.get("kind")), FieldKind.TEXT),
        )
        operations.add_field(given, by=actor())
        toast(_("The field is added."))
        return redirect(url_for("documents.metadata_fields"), code=303)

    return answer(act, _fields_page, typed)


@bp.post("/metadata-fields/<uuid:uid>/end")
def end_metadata_field(uid: UUID) -> Response:
    """Take nothing new in it."""
    require(actor(), Can.KEEP_FIELDS, None)
    operations.end_field(queries.field_by(uid, actor()), by=actor())
    toast(_("The field takes nothing new; what it holds stays."))
    return redirect(url_for("documents.metadata_fields"), code=303)


def _fields_page(filled: Filled) -> Response:
    agency_id = actor().agency_id or 0
    text = render_template(
        "documents/metadata_fields.html",
        filled=filled,
        groups=[(one.label, queries.fields_of(one, agency_id)) for one in FieldOf],
        kinds=[(one.value, str(one.label)) for one in FieldKind],
        objects=[(one.value, str(one.label)) for one in FieldOf],
    )
    return make_response(text)
