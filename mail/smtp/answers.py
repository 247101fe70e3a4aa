"""Every reply with its enhanced code (RFC 5321, RFC 3463): one table, no text made on the way."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Answer:
    """One reply line; `status` is empty where RFC 2034 wants none."""

    code: int
    status: str
    text: str
    line: bytes = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        words = f"{self.code} {self.status} {self.text}" if self.status else self._plain()
        object.__setattr__(self, "line", _one_line(words).encode() + b"\r\n")

    def _plain(self) -> str:
        return f"{self.code} {self.text}"

    @property
    def good(self) -> bool:
        """Whether the peer may go on."""
        return self.code < 400


def _one_line(words: str) -> str:
    return " ".join(words.split())


class Refused(Exception):
    """The command comes to nothing and the answer says why."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.text)
        self.answer = answer


OK = Answer(250, "2.0.0", "OK")
FLUSHED = Answer(250, "2.0.0", "Reset")
SENDER_OK = Answer(250, "2.1.0", "Sender OK")
RECIPIENT_OK = Answer(250, "2.1.5", "Recipient OK")
CHUNK_OK = Answer(250, "2.0.0", "Chunk taken")
BYE = Answer(221, "2.0.0", "Bye")
READY_FOR_TLS = Answer(220, "2.0.0", "Ready to start TLS")
LOGGED_IN = Answer(235, "2.7.0", "Authentication succeeded")
GO_ON = Answer(354, "", "End data with <CR><LF>.<CR><LF>")
CANNOT_VERIFY = Answer(252, "2.1.5", "Send some mail and see")
HELP = Answer(214, "2.0.0", "See RFC 5321")

CLOSING = Answer(421, "4.3.2", "Service is going down, try again soon")
IDLE = Answer(421, "4.4.2", "Nothing heard for too long")
TOO_SLOW = Answer(421, "4.4.2", "The mail comes too slowly")
TOO_LONG_OPEN = Answer(421, "4.4.2", "The session has lasted too long")
TOO_MANY_CONNECTIONS = Answer(421, "4.7.0", "Too many connections, try again later")
TOO_OFTEN = Answer(421, "4.7.0", "Too many connections in this minute, try again later")
TOO_MANY_FAULTS = Answer(421, "4.7.0", "Too many faults")
TOO_MANY_LOGINS = Answer(421, "4.7.0", "Too many failed logins")
TOO_MANY_MAILS = Answer(450, "4.7.1", "Too many mails in this minute, try again later")
TRY_AGAIN = Answer(451, "4.3.0", "Temporary trouble here, try again later")
TOO_MANY_RECIPIENTS = Answer(452, "4.5.3", "Too many recipients, send the rest apart")
TOO_MANY_TODAY = Answer(450, "4.7.1", "This account has written to too many addresses in a day")
TOO_MANY_IN_HOUR = Answer(
    450, "4.7.1", "This account has written to too many addresses in this hour, try again later"
)
TOO_MANY_STRANGERS = Answer(
    450, "4.7.1", "This account has written to too many addresses in a day that are new to it"
)
NO_ROOM = Answer(452, "4.3.1", "No room on the disk now, try again later")
BOX_FULL = Answer(452, "4.2.2", "The mailbox is full")
LOGIN_LATER = Answer(454, "4.7.0", "Temporary trouble with logins, try again later")
NO_TLS = Answer(454, "4.7.0", "TLS is not available")
TLS_TWICE = Answer(503, "5.5.1", "TLS is active already")

LINE_TOO_LONG = Answer(500, "5.5.6", "Line too long")
NOT_A_LINE = Answer(500, "5.5.2", "A command ends with <CR><LF> and holds no control characters")
UNKNOWN = Answer(500, "5.5.1", "Command unknown")
NO_PARAMETER = Answer(501, "5.5.4", "This command takes no parameter")
HELLO_NEEDS_NAME = Answer(501, "5.5.4", "Say who you are: EHLO name")
BAD_SENDER = Answer(501, "5.1.7", "Write the sender as MAIL FROM:<name@domain> or <>")
BAD_RECIPIENT = Answer(501, "5.1.3", "Write the recipient as RCPT TO:<name@domain>")
BAD_PARAMETER = Answer(501, "5.5.4", "A parameter is malformed")
BAD_CHUNK = Answer(501, "5.5.4", "Write BDAT size or BDAT size LAST")
BAD_LOGIN_TEXT = Answer(501, "5.5.2", "The login is not well formed")
LOGIN_GIVEN_UP = Answer(501, "5.7.0", "Authentication cancelled")
NOT_OFFERED = Answer(502, "5.5.1", "Not offered here")
UNKNOWN_MECHANISM = Answer(504, "5.5.4", "Mechanism unknown, use PLAIN or LOGIN")
HELLO_FIRST = Answer(503, "5.5.1", "Say EHLO first")
MAIL_FIRST = Answer(503, "5.5.1", "Say MAIL first")
MAIL_TWICE = Answer(503, "5.5.1", "A mail is under way already")
RECIPIENT_FIRST = Answer(503, "5.5.1", "No valid recipients")
CHUNKS_UNDER_WAY = Answer(503, "5.5.1", "Chunks are under way: BDAT or RSET")
LOGGED_IN_ALREADY = Answer(503, "5.5.1", "Authenticated already")
LOGIN_IN_MAIL = Answer(503, "5.5.1", "Not while a mail is under way")
LOGIN_NEEDED = Answer(530, "5.7.0", "Authentication required")
TLS_NEEDED = Answer(530, "5.7.0", "Say STARTTLS first")
LOGIN_FAILED = Answer(535, "5.7.8", "Name or password is wrong")
LOCKED = Answer(454, "4.7.0", "Too many failed logins, try again later")
LOGIN_NEEDS_TLS = Answer(538, "5.7.11", "Encryption is required for a login")
NO_SUCH_BOX = Answer(550, "5.1.1", "No such mailbox here")
BOX_MOVED = Answer(550, "5.1.6", "The mailbox has moved")
NO_RELAY = Answer(550, "5.7.1", "We do not forward mail to others")
BARE_LINE_ENDS = Answer(550, "5.6.11", "The mail holds a bare <CR> or <LF>")
NUL_INSIDE = Answer(550, "5.6.0", "The mail holds a NUL character")
TOO_BIG = Answer(552, "5.3.4", "The mail is larger than we take")
NOT_YOUR_SENDER = Answer(553, "5.7.1", "This login may not send from that address")
NOT_YOUR_NAME = Answer(
    553, "5.7.1", "From names an address that this login may not write as, or Sender is missing"
)
OUR_SENDER = Answer(550, "5.7.1", "Mail from our own domain comes in by submission")
NEEDS_UTF8 = Answer(553, "5.6.7", "An address beyond ASCII needs SMTPUTF8")
LOOP = Answer(554, "5.4.6", "The mail goes round in circles")
BLOCKED = Answer(554, "5.7.1", "We take no mail from your address")
SENDER_REFUSED = Answer(550, "5.7.1", "We take no mail from this sender")
PEER_LISTED = Answer(550, "5.7.1", "Your address stands on a public blocklist")
NO_MAIL_IN = Answer(554, "5.5.1", "No valid recipients")
UNKNOWN_PARAMETER = Answer(555, "5.5.4", "A parameter is unknown")


def queued(key: str) -> Answer:
    """The reply that makes the mail ours; the key finds it again in the intake."""
    return Answer(250, "2.0.0", f"OK, taken as {key}")
