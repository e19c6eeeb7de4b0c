"""A name or sentence in the two languages that Sightline speaks."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@dataclass(frozen=True)
class Label:
    """The same words in Chinese and English.

    >>> Label("校门", "gate").told("en")
    'gate'
    """

    zh: str
    en: str

    def told(self, language: Language) -> str:
        """Return the words in the language asked for."""
        return self.zh if language == "zh" else self.en
