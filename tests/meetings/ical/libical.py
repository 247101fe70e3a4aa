"""The calendar library of others (libical, in C): what it reads of ours, and what it objects to."""

import ctypes
import ctypes.util
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True)
class Read:
    """A calendar as libical understood it; `objections` are its own words, by RFC 5545 and 5546."""

    method: str
    summary: str
    location: str
    description: str
    uid: str
    sequence: int
    lines: tuple[str, ...]
    objections: tuple[str, ...]

    def values(self, name):
        """The values of all properties of a name, with their parameters cut off."""
        mine = (one for one in self.lines if one.split(":")[0].split(";")[0] == name)
        return [one.split(":", 1)[1] for one in mine]


@cache
def library():
    """The library with the types of what is used of it; None where it is not installed."""
    name = ctypes.util.find_library("ical")
    if name is None:
        return None
    found = ctypes.CDLL(name)
    for verb in ("parser_parse_string", "component_get_first_real_component"):
        getattr(found, f"ical{verb}").restype = ctypes.c_void_p
    for verb in ("summary", "location", "description", "uid"):
        getattr(found, f"icalcomponent_get_{verb}").restype = ctypes.c_char_p
    found.icalcomponent_as_ical_string.restype = ctypes.c_char_p
    found.icalproperty_method_to_string.restype = ctypes.c_char_p
    return found


def read(text):
    """Parse a calendar with libical and let it check the restrictions of its method."""
    lib = library()
    parsed = ctypes.c_void_p(lib.icalparser_parse_string(text.encode()))
    lib.icalrestriction_check(parsed)
    first = ctypes.c_void_p(lib.icalcomponent_get_first_real_component(parsed))
    lines = lib.icalcomponent_as_ical_string(parsed).decode().replace("\r\n ", "").splitlines()
    shown = {
        name: (getattr(lib, f"icalcomponent_get_{name}")(first) or b"").decode()
        for name in ("summary", "location", "description", "uid")
    }
    method = lib.icalproperty_method_to_string(lib.icalcomponent_get_method(parsed))
    told = Read(
        method=method.decode(),
        sequence=lib.icalcomponent_get_sequence(first),
        lines=tuple(lines),
        objections=tuple(one for one in lines if one.startswith("X-LIC-ERROR")),
        **shown,
    )
    lib.icalcomponent_free(parsed)
    return told
