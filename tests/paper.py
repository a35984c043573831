"""A printed page as somebody hears it who cannot see it."""

import re
import subprocess


def told(pdf: bytes) -> str:
    """The texts of the tags, in the order in which a screen reader meets them, without blanks."""
    made = subprocess.run(["pdfinfo", "-struct-text", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return re.sub(r"\s", "", "".join(re.findall(r'^\s*"(.*)"$', made, re.MULTILINE)))
