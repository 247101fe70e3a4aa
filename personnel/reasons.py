"""Why a rule says no, as the catalogues of the languages meet it: the first lines of the rules."""

from office.i18n import _l

REASONS = (
    _l("The register is for staff offices, heads and leaders, and for whoever was named in it."),
    _l("A dossier is read by its official, his staff office, his heads and who approves for it."),
    _l("Sensitive fields are shown to the official himself and to his staff office."),
    _l("Former regimes, travel, assets and clearance are shown to whoever is named for them."),
    _l("A dossier is opened by the staff office of the body that keeps it."),
    _l("Decisions are prepared by the staff office; never about the one who prepares them."),
    _l("What was declared or imported is approved by the staff office or by who is named for it."),
    _l("The register writes by itself, once it has checked the signed decision."),
    _l("Who keeps or approves for a branch is named by an administrator, in his own post."),
    _l("The key of sensitive values is changed by an administrator or by the house itself."),
    _l("What comes is reckoned anew for a staff office, by somebody in his own post."),
    _l("A decision is read by its staff office and by whoever may read all its dossiers."),
    _l("A decision is prepared by the staff office of the body that keeps the dossiers."),
    _l("Changes of a dossier are declared by its official himself."),
    _l("A declaration is read by its official and by whoever decides on it."),
    _l("A declaration is withdrawn by its official himself."),
    _l("A declaration is decided by the staff office or by who is named for it, never by oneself."),
    _l("Portraits are drawn anew by the house itself."),
    _l("What came from elsewhere is confirmed by a second person, who approves for the dossiers."),
    _l("The line to the national database is set up by an administrator, in his own post."),
    _l("What goes to the national database is seen by staff offices and administrators."),
    _l("What was sent back or differs is settled by the staff office; never in one's own dossier."),
    _l("Events are sent and answers taken by the house itself."),
)
