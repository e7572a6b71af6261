"""
Cut the two typefaces of the portal to what its screens need; needs `fonttools` and `brotli`.

Run it in a folder that holds `node_modules` with @fontsource-variable/figtree and @fontsource-variable/bitter 5.3.0.
"""

import sys
from io import BytesIO
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

SOURCE = "node_modules/@fontsource-variable/{name}/files/{name}-latin-wght-normal.woff2"
ASCII = {chr(code) for code in range(0x20, 0x7F)}
SPANISH_AND_SIGNS = set("¡¿ñÑáéíóúüÁÉÍÓÚÜ°·×–—−‘’“”…½²\u00a0©®ºª±§«»")

# Text has every weight from regular to bold; headings and amounts have one, which halves their file.
CUTS = (("figtree", (400, 700), "figtree-1.woff2"), ("bitter", 600, "bitter-600-1.woff2"))


def cut(name: str, weight: int | tuple[int, int], target: Path) -> int:
    """
    Write one subset and return its size.

    Units: bytes.
    """
    font = TTFont(SOURCE.format(name=name))
    instancer.instantiateVariableFont(font, {"wght": weight}, inplace=True)
    # The subsetter stumbles over tables the instancer has left half read: write and read once between them.
    whole = BytesIO()
    font.flavor = None
    font.save(whole)
    whole.seek(0)
    font = TTFont(whole)
    options = subset.Options()
    options.layout_features = ["kern", "tnum", "ccmp"]
    options.hinting = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[ord(letter) for letter in ASCII | SPANISH_AND_SIGNS])
    subsetter.subset(font)
    font.flavor = "woff2"
    font.save(target)
    return target.stat().st_size


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for cut_name, cut_weight, file_name in CUTS:
        print(file_name, cut(cut_name, cut_weight, folder / file_name), "bytes")
