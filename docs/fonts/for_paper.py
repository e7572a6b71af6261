"""
Cut the typefaces of printed bills to what they need; needs `fonttools`.

Run it in a folder that holds `node_modules` with the four @expo-google-fonts packages that the README names.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

SOURCE = "node_modules/@expo-google-fonts/{package}/{weight}/{file}_{weight}.ttf"
SIGNS = "–—‘’“”„…·×−½²°€•→←↑↓▲▼✓⚡\u00a0\u2007\u2009\u2011"
WESTERN = {*range(0x20, 0x7F), *range(0xA0, 0x180), 0x2BC, *map(ord, SIGNS)}
# Names of the rest of Europe and of Vietnam: a bill is not refused for want of a letter.
NAMES = {*WESTERN, *range(0x180, 0x250), *range(0x370, 0x400), *range(0x400, 0x530), *range(0x1E00, 0x1F00)}
SCANNED = {ord(sign) for sign in "0123456789 <>*-ABCDEFGHJKMNPQRSTVWXYZ"}

CUTS = (
    ("figtree", "Figtree", "400Regular", WESTERN, "figtree-400.ttf"),
    ("figtree", "Figtree", "600SemiBold", WESTERN, "figtree-600.ttf"),
    ("bitter", "Bitter", "600SemiBold", WESTERN, "bitter-600.ttf"),
    ("noto-sans", "NotoSans", "400Regular", NAMES, "noto-sans-400.ttf"),
    ("noto-sans-mono", "NotoSansMono", "500Medium", SCANNED, "noto-sans-mono-500.ttf"),
)


def cut(source: str, letters: set[int], target: Path) -> int:
    """
    Write one subset and return its size.

    Units: bytes.
    """
    font = TTFont(source)
    options = subset.Options()
    options.layout_features = ["kern", "tnum", "ccmp", "mark"]
    options.hinting = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=letters)
    subsetter.subset(font)
    font.save(target)
    return target.stat().st_size


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for cut_package, cut_file, cut_weight, cut_letters, cut_name in CUTS:
        cut_source = SOURCE.format(package=cut_package, file=cut_file, weight=cut_weight)
        print(cut_name, cut(cut_source, cut_letters, folder / cut_name), "bytes")
