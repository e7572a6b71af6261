"""The illustrative rate schedules of the demo co-op, as readable files."""

from collections.abc import Mapping
from importlib.resources import files


def demo_schedules() -> Mapping[str, str]:
    """Return the TOML of every schedule of the demo co-op by file name, as `publish_schedules` takes it."""
    folder = files(__name__)
    return {each.name: each.read_text(encoding="utf-8") for each in folder.iterdir() if each.name.endswith(".toml")}
