"""Pictures made small and harmless: read by content, turned upright, shrunk, without EXIF (no place, no device)."""

from __future__ import annotations

import io
from typing import IO

from PIL import Image, ImageFile, ImageOps

from models.records import Invalid

FORMATS = ("JPEG", "PNG", "WEBP")  # a telephone's MPO opens as JPEG
Image.init()  # formats named by hand are not loaded by themselves
LARGEST = 15 * 1024 * 1024  # bytes of one picture as it comes
MOST_PIXELS = 50_000_000  # a small file can unfold into gigabytes: asked of the header, before a pixel is read
SIDE = 1600
QUALITY = 80


def shrink(file: IO[bytes]) -> bytes:
    """A picture as JPEG of at most 1600 px a side. Raises Invalid for what is no picture, too large, or damaged."""
    content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise Invalid(pictures=f"一张照片最多 {LARGEST // 1024 // 1024} MB")
    try:
        return _shrunk(content)
    except Invalid:
        raise
    except (MemoryError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Invalid(pictures="照片太大了，换一张小点的") from None
    except Exception as error:  # a damaged file can raise anything from OSError to struct.error
        raise Invalid(pictures="这个文件打不开，只收 JPG、PNG、WebP 照片") from error


def _shrunk(content: bytes) -> bytes:
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint, once imported, lets half a picture pass everywhere
    with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise Invalid(pictures="照片太大了，换一张小点的")
        picture.draft("RGB", (SIDE, SIDE))  # lets JPEG decode at a fraction of its size
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((SIDE, SIDE))
        out = io.BytesIO()
        _flat(upright).save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue()


def _flat(picture: Image.Image) -> Image.Image:
    """The picture in RGB on white paper: JPEG knows no transparency. Nothing but the pixels is carried over."""
    if picture.mode not in ("RGB", "L"):
        picture = picture.convert("RGBA")
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture if picture.mode == "RGBA" else None)
    return paper
