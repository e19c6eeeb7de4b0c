"""What every mapping in our files is: known fields, strict types, words in both languages."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, WithJsonSchema

from pipeline.config.fields import Text, checked_text, problem
from pipeline.domain.label import Label


class Entry(BaseModel):
    """A mapping of known fields."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def exactly_one(*fields: str, together: tuple[str, ...] = ()) -> ConfigDict:
    """Return what tells an editor that one of some fields is given, and which come together."""
    told: dict[str, Any] = {"oneOf": [{"required": [field]} for field in fields]}
    if together:
        told["dependencies"] = {field: [f for f in together if f != field] for field in together}
    return ConfigDict(json_schema_extra=told)


class NameEntry(Entry):
    """The same words in both languages."""

    zh: Text
    en: Text

    def label(self) -> Label:
        """Return the noun."""
        return Label(self.zh, self.en)


def both_languages(given: object) -> object:
    """Return a plain text as the words of both languages; mappings pass."""
    if isinstance(given, str):
        text = checked_text(given)
        return {"zh": text, "en": text}
    if not isinstance(given, dict | NameEntry):
        raise problem("name_type")
    return given


NAME_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"type": "string", "minLength": 1},
        {
            "type": "object",
            "additionalProperties": False,
            "properties": {"zh": {"type": "string"}, "en": {"type": "string"}},
            "required": ["zh", "en"],
        },
    ]
}
Name = Annotated[NameEntry, BeforeValidator(both_languages), WithJsonSchema(NAME_SCHEMA)]
