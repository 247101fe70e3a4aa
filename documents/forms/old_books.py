"""What can be wrong with a line of an old register, in the reader's words."""

from office.i18n import _l

FAULTS = {
    "no-day": _l("The day is missing or is no day: write 05/03/2025."),
    "other-year": _l("The day is of another year than the register."),
    "in-the-future": _l("The day lies in the future."),
    "bad-date": _l("The date of the document is no day: write 05/03/2025."),
    "no-number": _l("The arrival number is missing or is no whole number."),
    "no-symbol": _l("Number and symbol are missing or not like 12/QĐ-SNV."),
    "no-issuer": _l("Who issued it is missing."),
    "no-subject": _l("Type and subject are missing."),
    "secret": _l("State secrets are never entered here: they go the paper way."),
    "taken": _l("This number stands in the register already."),
    "twice": _l("Two lines of the file bear this number."),
    "living": _l("This number belongs to the living series; set its opening number first."),
    "two-files": _l("Two files begin with this number."),
    "no-scan": _l("The file of this number is no PDF or picture."),
}
