"""Other registers than those of the contract: a profile in TOML turns calls into their requests."""

from personnel.national.mapping.channel import MappedChannel
from personnel.national.mapping.profile import LGSP_JSON, Profile, Unreadable, profiles

__all__ = ["LGSP_JSON", "MappedChannel", "Profile", "Unreadable", "profiles"]
