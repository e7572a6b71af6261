"""
Write a component as HTML many times at the price of once.

Building a component costs some 20 µs an element; a page has hundreds. A stencil is built once with its texts left open
and then filled like a form. What decides how the component looks (flags, and texts it chooses by) is part of its shape:
each shape has a stencil of its own.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import fields
from functools import lru_cache
from html import escape
from typing import Any, TypeAlias

import reflex as rx

from components.markup import markup

Draw: TypeAlias = Callable[..., rx.Component]

# Characters of the private use area: no text of ours holds them, and escaping leaves them alone.
_OPEN, _CLOSE = "\ue000", "\ue001"
_HOLE = re.compile(f"{_OPEN}([^{_CLOSE}]+){_CLOSE}")


def stencilled(draw: Draw, *rows: Any, shape: Sequence[str] = (), **inner: str) -> str:
    """
    Return `draw(*rows, **inner)` as HTML.

    Texts are escaped. The fields named by `shape`, every flag, and whether a text is empty decide the stencil; fields
    that are neither text nor flag are not seen by `draw`. Inner values are HTML, and reach `draw` as components.

    Shape: rows are frozen dataclasses.
    """
    forms = tuple(_form(row, shape) for row in rows)
    parts = _stencil(draw, forms, tuple(inner))
    texts = {f"{at}.{field.name}": getattr(row, field.name) for at, row in enumerate(rows) for field in fields(row)}
    return "".join(
        part if at % 2 == 0 else inner[part] if part in inner else escape(texts[part]) for at, part in enumerate(parts)
    )


@lru_cache(maxsize=512)
def _stencil(draw: Draw, forms: tuple[tuple[Any, ...], ...], inner: tuple[str, ...]) -> tuple[str, ...]:
    """
    Return the HTML with its holes.

    Shape: text and the name of a hole by turns, beginning and ending with text.
    """
    rows = [_with_holes(at, form) for at, form in enumerate(forms)]
    drawn = draw(*rows, **{name: rx.fragment(_hole(name)) for name in inner})
    return tuple(_HOLE.split(markup(drawn)))


def _form(row: Any, shape: Sequence[str]) -> tuple[Any, ...]:
    """Return what of a row decides how it looks: its type, and for each field a value or that it is left open."""
    return (type(row), *(_look(getattr(row, field.name), field.name in shape) for field in fields(row)))


def _look(value: Any, is_shape: bool) -> Any:
    if isinstance(value, str):
        return value if is_shape or not value else _OPEN
    return value if isinstance(value, bool | int) else None


def _with_holes(at: int, form: tuple[Any, ...]) -> Any:
    kind, *looks = form
    values = {
        field.name: _hole(f"{at}.{field.name}") if look == _OPEN else look
        for field, look in zip(fields(kind), looks, strict=True)
    }
    return kind(**values)


def _hole(name: str) -> str:
    return f"{_OPEN}{name}{_CLOSE}"
