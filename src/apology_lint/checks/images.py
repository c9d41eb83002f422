"""What an image of a mail is there for."""

from __future__ import annotations

from apology_lint.checks.identity import LOGO, house_names, mentions
from apology_lint.email import Image
from apology_lint.reading import Reading
from apology_lint.settings import Brand


def is_logo(image: Image, brand: Brand | None) -> bool:
    """Whether an image is the logo: the settings, its name or its alt text say so."""
    if brand is not None and brand.logo and brand.logo in image.src:
        return True
    return bool(LOGO.search(image.name) or (image.alt is not None and LOGO.search(image.alt.value)))


def find_logo(reading: Reading, brand: Brand | None) -> Image | None:
    """The image that readers take for the logo: the one of the settings, one that is called so, or
    one whose alt text has the company's name."""
    images = reading.email.images
    names = house_names(reading, brand)
    configured = [image for image in images if brand and brand.logo and brand.logo in image.src]
    called = [image for image in images if is_logo(image, brand)]
    named = [image for image in images if image.alt and names and mentions(image.alt.value, names)]
    return next(iter([*configured, *called, *named]), None)
