"""Who may use the planner and the console, and as what."""

from dataclasses import dataclass, field
from typing import Literal

Role = Literal["viewer", "auditor", "admin"]
ROLES: tuple[Role, ...] = ("viewer", "auditor", "admin")
"""Each may do what those before it may, and more."""


@dataclass(frozen=True)
class Who:
    """Somebody who has shown a token."""

    name: str
    role: Role

    def may(self, role: Role) -> bool:
        """Tell whether he may do what is for a role.

        >>> Who("Li", "auditor").may("viewer"), Who("Li", "auditor").may("admin")
        (True, False)
        """
        return ROLES.index(self.role) >= ROLES.index(role)


@dataclass(frozen=True)
class TokenHolder:
    """Somebody with the token by which he is known."""

    who: Who
    token: str = field(repr=False)


@dataclass(frozen=True)
class AccessKeys:
    """Everybody who is known, and the key that signs their sessions."""

    holders: tuple[TokenHolder, ...]
    key: bytes = field(repr=False)
