"""Why a rule says no, as the catalogues of the languages meet it: the first lines of the rules."""

from office.i18n import _l

REASONS = (
    _l("Only its owner signs with a certificate, only the clerk who holds it with the seal."),
    _l("A certificate and its PIN are their owner's alone."),
    _l("Who was asked to sign may take the request back; so may the house."),
    _l("Preparing, finishing and judging are done by the house itself."),
    _l("Certificates are enrolled and closed by an administrator in his own post."),
    _l("The clerk who holds the agency's seal hands it over himself, on written permission."),
    _l("Whom the installation believes is decided by its security officer."),
    _l("The verdict on a file is for those who may see the file."),
)
