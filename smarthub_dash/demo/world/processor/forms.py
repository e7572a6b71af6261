"""What the API is sent: forms with names in brackets, and nothing that it does not know."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request

from smarthub_dash.demo.world.processor.desk import ApiError

_KEY_QUERY = re.compile(r"metadata\['key'\]:'((?:[^'\\]|\\.)*)'")


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a request, in order."""

    fields: tuple[tuple[str, str], ...]

    def one(self, name: str, default: str | None = None) -> str:
        """
        Return a field.

        :raises ApiError: if it is missing and must not be
        """
        for given, value in self.fields:
            if given == name:
                return value
        if default is None:
            raise ApiError(400, "parameter_missing", f"Missing required param: {name}.").about({"param": name})
        return default

    def many(self, name: str) -> list[str]:
        """Return all fields of a name."""
        return [value for given, value in self.fields if given == name]

    def number(self, name: str, default: str | None = None) -> int:
        """
        Return a field that is a whole number.

        :raises ApiError: if it is not
        """
        value = self.one(name, default)
        if not re.fullmatch(r"-?[0-9]{1,12}", value):
            raise ApiError(400, "parameter_invalid_integer", f"Invalid integer: {name}.").about({"param": name})
        return int(value)

    def searched_key(self) -> str:
        """
        Return the key that a search asks for.

        :raises ApiError: if it asks for something else
        """
        found = _KEY_QUERY.fullmatch(self.one("query"))
        if found is None:
            raise ApiError(400, "parameter_invalid", "This search is not understood.").about({"param": "query"})
        return re.sub(r"\\(.)", r"\1", found[1])

    def refuse_unknown(self, known: Iterable[str]) -> None:
        """
        Pass if every field is known.

        :raises ApiError: naming one that is not, as Stripe does
        """
        for name in {name for name, _ in self.fields} - set(known):
            raise ApiError(400, "parameter_unknown", f"Received unknown parameter: {name}").about({"param": name})


def form_in(body: bytes) -> Form:
    """Read the form of a POST."""
    return Form(tuple(parse_qsl(body.decode(), keep_blank_values=True)))


def query_in(request: Request) -> Form:
    """Read the query of a GET."""
    return Form(tuple(request.query_params.multi_items()))


def own_page(form: Mapping[str, object]) -> dict[str, str]:
    """Return the text fields of a form on one of the processor's own pages."""
    return {name: value.strip()[:300] for name, value in form.items() if isinstance(value, str)}
