"""What a member writes to the co-op in their own words, as a browser may send it."""

from pydantic import BaseModel, ConfigDict, Field

from smarthub_dash.domain.service.rules import LONGEST_WORDS


class WrittenWords(BaseModel):
    """A question, or what is added to one; how long it may be is said by whoever takes it."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    words: str = Field(max_length=4 * LONGEST_WORDS)
