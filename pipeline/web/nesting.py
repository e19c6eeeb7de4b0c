"""How deep a plan in a body may be nested, before anything walks down and runs out of stack.

What is nested too deep for a site file, but not as deep as that, is told of with its place by
`config/value_gate.py`.
"""

from typing import Any

from pipeline.domain.label import Label
from pipeline.web.refusals import Refusal

MOST_LEVELS = 100
"""Far more than a site file may have, and far less than would end a walk in a RecursionError."""

TOO_DEEP = Label(
    f"站点嵌套超过 {MOST_LEVELS} 层；请检查括号",
    f"site: is nested more than {MOST_LEVELS} levels deep; check the brackets",
)


def refuse_deep(site: dict[str, Any]) -> dict[str, Any]:
    """Return a plan as it is; refuses one that is nested too deep (422)."""
    level: list[Any] = [site]
    for _ in range(MOST_LEVELS):
        level = [
            each
            for holder in level
            for each in (holder.values() if isinstance(holder, dict) else holder)
            if isinstance(each, dict | list)
        ]
        if not level:
            return site
    raise Refusal(422, TOO_DEEP)
