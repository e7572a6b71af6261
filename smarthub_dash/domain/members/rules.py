"""Rules of members: whom a sign-in belongs to."""

from enum import StrEnum


class MemberRole(StrEnum):
    """Whom a sign-in belongs to."""

    MEMBER = "member"
    STAFF = "staff"
