"""Plans that pages have sent, by names under which they may say what has changed since.

A name is made by chance, told to whoever has sent the plan, and good for nobody else.
"""

import secrets
from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

from pipeline.config.site_again import ReadPlan
from pipeline.errors import UnknownNameError

MOST_EACH = 16
"""Plans that are known of one person: a page goes on from the last, and may have left some."""

MOST_WHOLE = 4
"""Plans that were read as a whole, and hold all others by their walls: the large part of them."""


class KnownPlans:
    """What is known of everybody's plans; those that were not asked about for longest go first."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[Hashable, str], ReadPlan] = OrderedDict()
        self._keeping = Lock()

    def keep(self, whose: Hashable, plan: ReadPlan) -> str:
        """Return a name under which a plan is known from now on, to one person alone."""
        name = secrets.token_urlsafe(16)
        # The next one is looked for by these, and shall not wait for them.
        _ = plan.bounds, plan.ids
        with self._keeping:
            self._known[whose, name] = plan
            self._forget(whose)
        return name

    def of(self, whose: Hashable, name: str) -> ReadPlan:
        """Return the plan of somebody by its name; raises UnknownNameError for any other name."""
        with self._keeping:
            found = self._known.get((whose, name))
            if found is None:
                raise UnknownNameError(
                    "base: no such plan is known here, or not any more; send the plan as a whole",
                    "base：此处没有（或不再保留）这个计划；请发送完整的计划",
                )
            self._known.move_to_end((whose, name))
            return found

    def _forget(self, whose: Hashable) -> None:
        own = [key for key in self._known if key[0] == whose]
        for key in own[: max(0, len(own) - MOST_EACH)]:
            del self._known[key]
        whole = list(dict.fromkeys(id(plan.whole) for plan in reversed(self._known.values())))
        gone = set(whole[MOST_WHOLE:])
        for key in [key for key, plan in self._known.items() if id(plan.whole) in gone]:
            del self._known[key]
