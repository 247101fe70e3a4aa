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
    _l("The room is for those who take part and for those who prepare the meeting."),
    _l("The code of the room is shown in the hall by who prepares the meeting, and nowhere else."),
    _l("Minutes count as signed once the house has checked both signatures."),
    _l("Minutes are read by whoever sees the meeting; of a classified one they are on paper."),
    _l("The minutes are written by the secretary, or by the chair."),
    _l("Only those who took part suggest changes to the minutes."),
    _l("Tasks are written down by the secretary or the chair."),
    _l("Only somebody of the lead unit who takes part agrees to a task or objects to it."),
    _l("Only the chair confirms a task or withdraws a confirmed one."),
    _l("The secretary of the meeting signs its minutes first."),
    _l("The chair of the meeting signs its minutes after the secretary."),
    _l("The notice of conclusions is drawn up by whoever prepared the meeting or kept minutes."),
    _l("Signed minutes are registered and filed by the clerk, or by whoever prepared the meeting."),
    _l("Minutes are checked by anybody who has a post in the house."),
    _l("Papers made and signatures found are noted by the house itself."),
)
