"""A file that gets one JSON document a line, each on the disk before it counts as taken."""

import json
import os
import threading
from io import FileIO
from pathlib import Path

from pipeline.domain.delivery import Message, Target
from pipeline.errors import DeliveryError


class JsonLines:
    """Appends lines; a line that a killed process left unfinished is cut off first.

    A message that is sent again is another line with the same key.
    """

    def __init__(self, target: Target) -> None:
        self.path = Path(target.address)
        self._lock = threading.Lock()

    def send(self, message: Message) -> None:
        """Return when the line is on the disk; raises DeliveryError."""
        line = json.dumps(message.document, ensure_ascii=False) + "\n"
        with self._lock:
            try:
                self._append(line.encode("utf-8"))
            except OSError as error:
                reason = error.strerror or "failed"
                raise DeliveryError(f"{self.path}: could not be written: {reason}") from error

    def close(self) -> None:
        """Hold nothing."""

    def _append(self, line: bytes) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # Unbuffered: what was given up must not be written after all when the file is closed.
        with self.path.open("ab+", buffering=0) as file:
            end = _whole_lines_end(file)
            file.truncate(end)
            try:
                left = memoryview(line)
                while left:
                    left = left[file.write(left) :]
                os.fsync(file.fileno())
            except OSError:
                # Half a line on a full disk would spoil the next one.
                file.truncate(end)
                raise


def _whole_lines_end(file: FileIO) -> int:
    """Return where the last whole line of a file ends."""
    end = file.seek(0, os.SEEK_END)
    while end > 0:
        begin = max(0, end - 65536)
        file.seek(begin)
        at = file.read(end - begin).rfind(b"\n")
        if at >= 0:
            return begin + at + 1
        end = begin
    return 0
