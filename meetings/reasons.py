"""Why a rule says no, as the catalogues of the languages meet it: the first lines of the rules."""

from office.i18n import _l

REASONS = (
    _l("Meetings are planned by officials, heads, leaders and clerks in their own posts."),
    _l("A meeting is prepared by the desk that plans it, its secretary, its chair and the office."),
    _l("A meeting is called, put off and called off by who prepares it, once a chair is named."),
    _l("The session is run by its chair, and by its secretary at the chair's word."),
    _l("The chair alone decides on recording, consents to stand-ins and confirms conclusions."),
    _l("The minutes are kept by the secretary of the meeting, or by its chair."),
    _l("Papers, notes and speech are for those who take part in a meeting that is not classified."),
    _l("Minutes count as signed once the house has checked both signatures."),
)
