"""Pictures as a telephone, a prankster or a broken line would send them."""

from __future__ import annotations

import io

from PIL import Image

ORIENTATION, GPS, MAKER = 0x0112, 0x8825, 0x010F


def photograph(size: tuple[int, int] = (400, 300), kind: str = "JPEG", turned: bool = False) -> bytes:
    """A picture red on its left half; `turned` lays it on its side and says so in its EXIF, with a place and a maker."""
    picture = Image.new("RGB", size, "blue")
    picture.paste("red", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    if turned:
        exif[ORIENTATION], exif[MAKER] = 6, "a telephone"  # 6: turn a quarter clockwise to see it upright
        exif.get_ifd(GPS)[1] = "N"
        picture = picture.rotate(90, expand=True)
    out = io.BytesIO()
    picture.save(out, kind, exif=exif)
    return out.getvalue()


def bomb() -> bytes:
    """A small file that says it is 60,000 x 60,000 pixels."""
    png = bytearray(photograph((8, 8), "PNG"))
    png[16:24] = (60_000).to_bytes(4, "big") * 2
    import zlib

    png[29:33] = zlib.crc32(png[12:29]).to_bytes(4, "big")
    return bytes(png)


def read(content: bytes) -> Image.Image:
    """The picture again."""
    return Image.open(io.BytesIO(content))
