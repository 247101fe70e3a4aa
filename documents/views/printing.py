"""What goes on paper: labels for envelopes, and a first page copied under the arrival stamp."""

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING
from uuid import UUID

from flask import Response, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from documents import queries
from documents.forms.many import chosen_of
from documents.models import Document
from documents.operations.files import PDF
from documents.policy import Can
from documents.views.blueprint import actor, bp, visible
from documents.views.files import disposition, locked
from office import blobs, clock
from office.errors import Refusal
from office.foreign.reading import stamped
from office.i18n import _
from office.permissions import require
from office.units import queries as units

if TYPE_CHECKING:
    from documents.compose.labels import Label

# From the upper left corner of the page: below number and symbol, or below place and date.
PLACES = {"left": (25.0, 42.0), "right": (145.0, 42.0)}


@bp.get("/labels")
def labels() -> BaseResponse:
    """Labels of registered papers, on A4 sheets; `skip` of them are already used."""
    require(actor(), Can.REGISTER, actor())
    wanted = chosen_of(request.args.getlist("chosen"))
    found = queries.visible_documents(wanted, actor())
    numbered = [document for document in found if document.arrival_no]
    if not numbered:
        raise Refusal(
            _("No label can be printed for these."),
            fix=_("Choose documents of the register: a label bears the arrival number."),
        )
    from documents.compose.labels import label_sheets

    skip = request.args.get("skip", 0, type=int)
    made = label_sheets([_label(document) for document in numbered], skip=max(skip, 0))
    return _pdf(made, "nhan-van-ban-den.pdf")


@bp.get("/<uuid:uid>/stamped-copy")
def stamped_copy(uid: UUID) -> BaseResponse:
    """The first page under the arrival stamp; the file itself stays untouched."""
    document = visible(uid)
    require(actor(), Can.REGISTER, document)
    main = queries.main_file(document)
    if document.arrival_no is None or main is None or not main.sha256 or main.problem:
        raise Refusal(
            _("There is no page to lay the stamp on."),
            fix=_("Register the document first; for a paper print its label."),
        )
    made = _stamped(document, main.sha256)
    return _pdf(made, f"den-{document.arrival_no}.pdf")


def _stamped(document: Document, sha256: str) -> bytes:
    from documents.compose.arrival_stamp import ArrivalStamp, drawn

    stamp = ArrivalStamp(
        agency=units.name_of(units.successor_of(document.agency_id)),
        number=str(document.arrival_no),
        day=_arrived_on(document),
    )
    left, top = PLACES.get(request.args.get("place", ""), PLACES["right"])
    with NamedTemporaryFile(suffix=".pdf") as kept:
        kept.write(drawn(stamp))
        kept.flush()
        return stamped(blobs.path_of(sha256), Path(kept.name), left_mm=left, top_mm=top)


def _label(document: Document) -> "Label":
    from documents.compose.labels import Label

    return Label(
        agency=units.short_name_of(units.successor_of(document.agency_id)),
        number=str(document.arrival_no),
        day=_arrived_on(document),
        symbol=document.symbol,
        address=url_for("documents.show", uid=document.uid, _external=True),
    )


def _arrived_on(document: Document) -> str:
    return clock.to_local(document.created_at).strftime("%d/%m/%Y")


def _pdf(data: bytes, name: str) -> BaseResponse:
    answer = Response(data, mimetype=PDF)
    answer.headers["Content-Disposition"] = disposition(name, PDF)
    return locked(answer)
