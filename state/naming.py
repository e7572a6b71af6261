"""What is sent by whoever names something of theirs: an account, a payment account."""

from pydantic import BaseModel, ConfigDict, Field, ValidationError

BAD_FORM = "That did not reach us as it should. Try again."


class Named(BaseModel):
    """What is named, and how."""

    model_config = ConfigDict(strict=True, extra="ignore")

    key: str = Field(max_length=36)
    nickname: str = Field(max_length=400)


def named_in(form: object) -> Named | None:
    """Return what was sent; None if no page of ours sent it."""
    try:
        return Named.model_validate(form)
    except ValidationError:
        return None
