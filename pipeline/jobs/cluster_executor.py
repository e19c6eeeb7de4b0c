"""Work handed to a Dask cluster, of which each future is settled in the end."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import distributed

Result = TypeVar("Result")


class ClusterExecutor(Executor):
    """An executor whose work the workers do that a client's scheduler has.

    Dask has one of its own, which leaves a future open for ever where a worker dies with a result
    that is just fetched from it, and those that work it out again die as well.
    """

    def __init__(self, client: "distributed.Client") -> None:
        self._client = client
        self._theirs = set[Any]()

    def submit(
        self, fn: Callable[..., Result], /, *args: object, **kwargs: object
    ) -> "Future[Result]":
        """Have a call made by some worker, more than once where workers die."""
        ours: Future[Result] = Future()
        theirs = self._client.submit(fn, *args, pure=False, **kwargs)
        self._theirs.add(theirs)
        theirs.add_done_callback(partial(self._settle_beside, ours))
        return ours

    def _settle_beside(self, ours: "Future[Result]", theirs: Any) -> None:
        """Settle in a thread of its own: Dask has one for all, and a result may be a while."""
        try:
            Thread(target=self._settle, args=(ours, theirs), daemon=True).start()
        except RuntimeError:  # No further thread can be begun.
            self._settle(ours, theirs)

    def _settle(self, ours: "Future[Result]", theirs: Any) -> None:
        """Hand on what came of a call."""
        try:
            if ours.set_running_or_notify_cancel():
                ours.set_result(theirs.result())
        except BaseException as error:  # noqa: BLE001 - raised again where the result is asked for
            ours.set_exception(error)
        finally:
            self._theirs.discard(theirs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Call off what is not done yet, whatever is to be waited for."""
        self._client.cancel(list(self._theirs))
