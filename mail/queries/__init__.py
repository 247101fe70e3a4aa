"""What is found in mail: boxes, addresses, messages and what leaves."""

from mail.queries.addresses import (
    Lead,
    addresses_of,
    agency_of_desk_at,
    is_ours,
    lead,
    tag_of,
    with_tag,
    writes_as,
)
from mail.queries.advice import Advice, advice_for, advises
from mail.queries.answering import ids_of
from mail.queries.boxes import (
    OpenBox,
    address_of,
    box_of_desk,
    domains_of,
    kept_box,
    kept_domain,
    kept_domains,
    open_box,
    open_boxes,
    own_box,
    primary_addresses,
    rights_in,
)
from mail.queries.contacts import contact_by_uid, contacts_in
from mail.queries.destinations import line_of
from mail.queries.directory import filled
from mail.queries.domains import web_host
from mail.queries.drafts import (
    DraftState,
    draft_by_uid,
    drafts,
    opened_of,
    state_of,
    waiting,
    writing_boxes,
)
from mail.queries.exchanging import import_by_uid, imports_of, mbox_of
from mail.queries.filing import (
    Letter,
    LetterFile,
    letter,
    letters_made_into,
    made_of,
    may_open,
    seal_words,
    url_of,
)
from mail.queries.items import (
    KEPT_APART,
    OpenItem,
    answering_now,
    assignment_of,
    conversation,
    filings_of,
    gone_inside,
    gone_out,
    is_set_apart,
    items_for,
    known_names,
    label_by_uid,
    labels_of,
    labels_on,
    labels_seen,
    member_by_uid,
    open_item,
    part_of,
    parts_of,
    people_called,
    unnoted,
    view_of,
    with_conversation,
)
from mail.queries.keeping import rules_for
from mail.queries.keys import SigningKey, signing_key
from mail.queries.listing import (
    Asked,
    assignments_in,
    drafts_in,
    facts_of,
    rows_of,
    since,
)
from mail.queries.meetings import invitation_in, standing_of
from mail.queries.outgoing import (
    DOOR,
    by_key,
    checked_address,
    destination,
    handed_over,
    is_address,
    is_inside,
    is_open,
    key_of,
    mail_by_uid,
    mail_hosts,
    of_agency,
    outgoing,
    smarthost,
)
from mail.queries.private import is_personal
from mail.queries.readers import readers_of
from mail.queries.receipts import said_of, wish_of
from mail.queries.recipients import (
    Addressed,
    Recipient,
    addressed,
    escrow_of,
    readers_to_seal_for,
)
from mail.queries.seats import agencies_with_mail, head_desk_of, seated
from mail.queries.trusting import (
    folded_sender,
    is_confirmed,
    trusted_sender_by_uid,
    trusted_senders,
)
from mail.queries.unread import unread_at_post, unread_in, unread_of
