"""Values of a masterplan: words in one or both languages, ids, days, and where a fact is from."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from layers.layer import Trust
from layers.text import Text

Status = Literal["sourced", "unverified", "illustrative"]
TRUST_OF: dict[Status, Trust] = {
    "sourced": "compiled",
    "unverified": "illustrative",
    "illustrative": "illustrative",
}
MAX_WORDS = 4_000
ID_PATTERN = r"^[a-z0-9][a-z0-9._-]{0,63}$"
CODE_PATTERN = r"^[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?$"
CURRENCY_PATTERN = "^[A-Z]{3}$"


class Part(BaseModel):
    """What all parts of a masterplan share: no field but its own, and nothing changes it."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


def _words(value: Any) -> Text:
    if isinstance(value, Text):
        return value
    both = value if isinstance(value, dict) else {"id": value, "en": value}
    if set(both) != {"id", "en"} or not all(isinstance(v, str) for v in both.values()):
        raise PydanticCustomError("words", "wanted words, or id and en with words")
    text = Text(both["id"].strip(), both["en"].strip())
    if not (text.id and text.en):
        raise PydanticCustomError("words_empty", "there are no words")
    if max(len(text.id), len(text.en)) > MAX_WORDS:
        raise PydanticCustomError("words_long", "too many letters", {"most": MAX_WORDS})
    return text


def _written(text: Text) -> str | dict[str, str]:
    return text.id if text.id == text.en else text.to_dict()


_STRING = {"type": "string", "minLength": 1, "maxLength": MAX_WORDS}
Words = Annotated[
    Text,
    BeforeValidator(_words),
    PlainSerializer(_written),
    WithJsonSchema(
        {
            "anyOf": [
                _STRING,
                {
                    "type": "object",
                    "properties": {"id": _STRING, "en": _STRING},
                    "required": ["id", "en"],
                    "additionalProperties": False,
                },
            ]
        }
    ),
]
# What parts refer to each other by.
Id = Annotated[str, Field(pattern=ID_PATTERN)]


def _code(value: Any) -> Any:
    if isinstance(value, float | int):
        raise PydanticCustomError("code_number", "a code is written in quotes")
    return value


# The key of a region: 64, 64.02, 64.02.01, 64.02.01.2001.
Code = Annotated[
    str,
    Field(pattern=CODE_PATTERN),
    BeforeValidator(_code),
]
Year = Annotated[int, Field(ge=1900, le=2200, strict=True)]
Number = Annotated[float, Field(allow_inf_nan=False)]


class Provenance(Part):
    """Where a fact is from, and how sure it is.

    `sourced`: it stands in the source; `unverified`: it is said, but was not seen in a
    source; `illustrative`: it is made up, to show how the plan works.
    """

    source: str | None = None
    status: Status

    @property
    def trust(self) -> Trust:
        """How far it can be trusted."""
        return TRUST_OF[self.status]


class Statement(Part):
    """A sentence of the plan, and where it is from."""

    text: Words
    provenance: Provenance | None = None


class Period(Part):
    """From the beginning of one year to the end of another."""

    start: Year
    end: Year

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.start, 1, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.end, 12, 31)


def days(start: date | None, end: date | None) -> int | None:
    """Give how many days lie from one to the other, None where one is not known.

    Examples
    --------
    >>> days(date(2025, 1, 1), date(2026, 1, 1))
    365
    """
    return None if start is None or end is None else (end - start) // timedelta(days=1)
