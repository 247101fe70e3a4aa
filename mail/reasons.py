"""Why a rule says no, as the catalogues of the languages meet it: the first lines of the rules."""

from office.i18n import _l

REASONS = (
    _l("Messages are posted by an act of an official, or by the house itself."),
    _l("Only an administrator, acting in his own post, opens the door of his agency's mail."),
    _l("Messages are handed over by the house itself."),
    _l("Domains, boxes and addresses are kept by an administrator of the agency, without content."),
    _l("Mail is read and written by officials in their own posts and at the desks they hold."),
    _l("A box is read by its owner, the holders of its desk, and who was given a right in it."),
    _l(
        "Mail is moved and labelled by its owner, the holders of the desk, and who may organise it."
    ),
    _l("Letters leave and enter as files by its owner, its desk's holders, and who may organise."),
    _l("Letters are drafted by the owner of an open box, the holders of its desk, and who may."),
    _l("Letters leave an open box by its owner, the holders of its desk, or who may send for it."),
    _l("Rules, labels, texts and absence notes are set by the owner of a box or who manages it."),
    _l("One's own contacts are kept by who manages the box, the agency's by its records clerks."),
    _l("Rights in a box are given by its owner, or by a holder of its desk, in his own post."),
    _l("Holds on mail are placed and released by the security officer or the administrator."),
    _l("What opens others' mail is confirmed by a second administrator or the security officer."),
    _l("Who receives a leaver's mailbox is said by the head of his last unit or an administrator."),
)
