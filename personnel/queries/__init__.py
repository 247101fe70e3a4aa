"""Finding dossiers, what holds in them on a day, and decisions."""

from personnel.queries.decisions import (
    changes_of,
    corrected_by,
    decision_by_document,
    decisions_by_file,
    decisions_of,
    decisions_on,
    document_for,
    plain_change,
    visible_decision,
)
from personnel.queries.declaring import (
    declarations_of,
    plain_declaration,
    visible_declaration,
    waiting_declarations,
)
from personnel.queries.dossiers import (
    own_dossier,
    readable_groups,
    visible_dossier,
    visible_dossiers,
)
from personnel.queries.foreseen import (
    FAMILIES,
    LABELS,
    Wanted,
    after_place,
    coming,
    forecast_faults,
    foreseen_of,
    is_old,
    last_run,
    names_of,
    running,
    units_seen,
)
from personnel.queries.imports import (
    column_names,
    import_counts,
    import_rows,
    imports_of,
    learned_columns,
    templates_of,
    visible_import,
    warned_count,
)
from personnel.queries.listing import Narrow, count, listed
from personnel.queries.looking import accesses_of, may_open_groups, opened_groups
from personnel.queries.national import calls as national_calls
from personnel.queries.national import connection as national_connection
from personnel.queries.national import envelopes
from personnel.queries.national import register_at as national_register
from personnel.queries.proof import Doubt, Proof, paper_of, proof_of
from personnel.queries.secrets import citizen_mark
from personnel.queries.telling import told_of
from personnel.queries.timeline import as_timeline, rows_of, timeline

__all__ = [
    "FAMILIES",
    "LABELS",
    "Doubt",
    "Narrow",
    "Proof",
    "Wanted",
    "accesses_of",
    "after_place",
    "as_timeline",
    "changes_of",
    "citizen_mark",
    "column_names",
    "coming",
    "corrected_by",
    "count",
    "decision_by_document",
    "decisions_by_file",
    "decisions_of",
    "decisions_on",
    "declarations_of",
    "document_for",
    "envelopes",
    "forecast_faults",
    "foreseen_of",
    "import_counts",
    "import_rows",
    "imports_of",
    "is_old",
    "last_run",
    "learned_columns",
    "listed",
    "may_open_groups",
    "names_of",
    "national_calls",
    "national_connection",
    "national_register",
    "opened_groups",
    "own_dossier",
    "paper_of",
    "plain_change",
    "plain_declaration",
    "proof_of",
    "readable_groups",
    "rows_of",
    "running",
    "templates_of",
    "timeline",
    "told_of",
    "units_seen",
    "visible_decision",
    "visible_declaration",
    "visible_dossier",
    "visible_dossiers",
    "visible_import",
    "waiting_declarations",
    "warned_count",
]
