"""Meetings as others' calendars know them (RFC 5545, 5546, 6047); knows no tables."""
