"""Usual phrases and sets of receivers: kept, changed, dropped, and noted as used."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import or_, select

from documents.models import ReceiverSet, SavedPhrase
from documents.policy.directing import Can
from office import audit, clock
from office.db import db, new_uid, operation
from office.errors import Conflict, Forbidden, Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, require

LONGEST_NAME, LONGEST_TEXT, MOST = 40, 1000, 100


class Whose(StrEnum):
    """For whom a phrase is offered."""

    OWN = "own"
    AGENCY = "agency"


@dataclass(frozen=True)
class PhraseWords:
    """A phrase as it is typed: what it is for, the word on its chip, the text it puts down."""

    use: str
    short: str
    text: str


@operation
def keep_phrase(words: PhraseWords, *, whose: Whose = Whose.OWN, by: Actor) -> SavedPhrase:
    """Keep a phrase of one's own, or one for the whole agency."""
    require(by, Can.KEEP_AGENCY_PHRASES if whose is Whose.AGENCY else Can.KEEP_PHRASES)
    person_id = by.person_id if whose is Whose.OWN else None
    _refuse_too_many(by, person_id)
    phrase = SavedPhrase(
        uid=new_uid(),
        agency_id=by.agency_id,
        person_id=person_id,
        use=words.use,
        short=_fitting(words.short, "short", LONGEST_NAME),
        text=_fitting(words.text, "text", LONGEST_TEXT),
        used_count=0,
    )
    db.session.add(phrase)
    audit.record("phrase.keep", phrase, by=by, whose=whose)
    return phrase


@operation
def change_phrase(phrase: SavedPhrase, words: PhraseWords, *, by: Actor) -> None:
    """Word a phrase anew."""
    _refuse_others(phrase, by)
    phrase.use = words.use
    phrase.short = _fitting(words.short, "short", LONGEST_NAME)
    phrase.text = _fitting(words.text, "text", LONGEST_TEXT)
    audit.record("phrase.change", phrase, by=by)


@operation
def drop_phrase(phrase: SavedPhrase, *, by: Actor) -> None:
    """Offer a phrase no longer; what was written with it stays."""
    _refuse_others(phrase, by)
    audit.record("phrase.drop", phrase, by=by, short=phrase.short)
    db.session.delete(phrase)


@operation
def note_phrases_used(use: str, text: str, *, by: Actor) -> None:
    """Count the phrases that stand in a text, so that the usual ones come first."""
    statement = select(SavedPhrase).where(
        SavedPhrase.agency_id == by.agency_id,
        SavedPhrase.use == use,
        or_(SavedPhrase.person_id == by.person_id, SavedPhrase.person_id.is_(None)),
    )
    for phrase in db.session.scalars(statement):
        if phrase.text in text:
            phrase.used_count += 1
            phrase.used_at = clock.now()


@operation
def keep_set(name: str, receivers: Mapping[str, Any], *, by: Actor) -> ReceiverSet:
    """Keep what is ticked under a name; the same name again takes the new ticks."""
    require(by, Can.KEEP_PHRASES)
    wanted = _fitting(name, "set_name", LONGEST_NAME)
    if not any(receivers.values()):
        words = _("Tick the receivers first.")
        raise Invalid(words, fields={"set_name": words})
    found = db.session.scalars(_sets(by).where(ReceiverSet.name == wanted)).first()
    if found is None:
        found = ReceiverSet(
            uid=new_uid(),
            person_id=by.person_id,
            agency_id=by.agency_id,
            name=wanted,
            receivers=dict(receivers),
        )
        db.session.add(found)
    found.receivers = dict(receivers)
    audit.record("receiver_set.keep", found, by=by, name=wanted)
    return found


@operation
def rename_set(kept: ReceiverSet, name: str, *, by: Actor) -> None:
    """Call a set by another name."""
    _refuse_others(kept, by)
    wanted = _fitting(name, "set_name", LONGEST_NAME)
    same = _sets(by).where(ReceiverSet.name == wanted, ReceiverSet.id != kept.id)
    if db.session.scalars(same).first():
        raise Conflict(_("You have a set of this name already."))
    kept.name = wanted
    audit.record("receiver_set.rename", kept, by=by, name=wanted)


@operation
def drop_set(kept: ReceiverSet, *, by: Actor) -> None:
    """Keep a set no longer."""
    _refuse_others(kept, by)
    audit.record("receiver_set.drop", kept, by=by, name=kept.name)
    db.session.delete(kept)


def _sets(by: Actor) -> Any:
    return select(ReceiverSet).where(
        ReceiverSet.person_id == by.person_id, ReceiverSet.agency_id == by.agency_id
    )


def _refuse_others(row: SavedPhrase | ReceiverSet, by: Actor) -> None:
    """One's own rows, or the agency's for those who keep them."""
    if row.person_id is None:
        require(by, Can.KEEP_AGENCY_PHRASES)
    elif row.person_id != by.person_id:
        raise Forbidden(_("This belongs to somebody else."))
    if row.agency_id != by.agency_id:
        raise Forbidden(_("This belongs to another agency."))


def _refuse_too_many(by: Actor, person_id: int | None) -> None:
    mine = select(SavedPhrase.id).where(
        SavedPhrase.agency_id == by.agency_id, SavedPhrase.person_id.is_not_distinct_from(person_id)
    )
    if len(db.session.scalars(mine.limit(MOST)).all()) >= MOST:
        raise Refusal(
            _("There are %(count)s phrases already.", count=MOST), fix=_("Drop one first.")
        )


def _fitting(text: str, field: str, longest: int) -> str:
    words = text.strip()
    if not words:
        raise Invalid(_("A few words are needed here."), fields={field: _("Write it here.")})
    if len(words) > longest:
        problem = _("At most %(count)s characters.", count=longest)
        raise Invalid(problem, fields={field: problem})
    return words
