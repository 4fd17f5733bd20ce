"""Photos: what is kept is painted anew from the pixels, so that nothing else comes along (TH10)."""

import io
from contextlib import suppress

from PIL import (  # noqa: F401 - every form we read is loaded before the room is locked
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageCms,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from dialogue.attachments.findings import CannotClean
from dialogue.attachments.property_names import said_by, said_by_xmp

Image.preinit()
# Our own cap comes before any decoding, and has a sentence.
Image.MAX_IMAGE_PIXELS = None

MOST_PIXELS = 40_000_000
LONGEST_SIDE = 3000

READ_AS = {"jpg": ["JPEG"], "png": ["PNG"], "webp": ["WEBP"]}
# A picture inside a document comes out as a JPEG or as a PNG. Pillow says MPO for a JPEG with two
# views in it, as some phones make; the first view is the photo.
READ_INSIDE = ["JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP"]
INSIDE = {
    "JPEG": "jpg",
    "MPO": "jpg",
    **dict.fromkeys(["PNG", "WEBP", "GIF", "TIFF", "BMP"], "png"),
}
WRITTEN_AS = {
    "jpg": {"format": "JPEG", "quality": 88},
    "png": {"format": "PNG"},
    "webp": {"format": "WEBP", "quality": 88},
}
ENDS_WITH = {"JPEG": b"\xff\xd9", "PNG": b"IEND\xaeB`\x82"}

ORIENTATION, EXIF, PREVIEW = 0x0112, 0x8769, 1
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
TAGS = {
    "place": {34853},
    # Make, model, program, computer; serial numbers, lenses, the maker's own notes.
    "device": {271, 272, 305, 316, 37500, 42033, 42034, 42035, 42036, 42037, 50708, 50735},
    # Artist, copyright, owner of the camera, Windows' author.
    "author": {315, 33432, 42032, 40093},
    "times": {306, 36867, 36868, 36880, 36881, 36882},
    "title": {269, 270, 37510, 40091, 40092, 40094, 40095},
}
ABOUT_PIXELS = {
    *["adobe", "adobe_transform", "aspect", "background", "blend", "chromaticity", "compression"],
    *["default_image", "dpi", "duration", "exif", "extension", "gamma", "icc_profile", "interlace"],
    *["jfif", "jfif_density", "jfif_unit", "jfif_version", "loop", "mp", "mpoffset", "progression"],
    *["progressive", "resolution", "srgb", "timestamp", "transparency", "version", "disposal"],
}


def clean(content, code):
    with opened(content, READ_AS[code]) as image:
        turn = TURNS.get(exif_of(image).get(ORIENTATION))
        pixels = pixels_of(image)
        removed = metadata_of(image, content)
    if turn is not None:
        pixels = pixels.transpose(turn)
    return painted_anew(pixels, code), removed


def clean_inside(content):
    """A picture in a document: its new bytes, its kind, and what was removed.

    It is not turned: Word and LibreOffice do not look at the orientation in the file either.
    """
    try:
        image = opened(content, READ_INSIDE)
    except CannotClean as refusal:
        # "Not what its name says" would speak of the document.
        raise CannotClean("inside" if refusal.reason == "other" else refusal.reason) from None
    with image:
        code = INSIDE[image.format]
        pixels = pixels_of(image)
        removed = metadata_of(image, content)
    return painted_anew(pixels, code), code, removed


def opened(content, forms):
    """Read as far as the header, which must say that the picture fits, before it is unpacked."""
    try:
        image = Image.open(io.BytesIO(content), formats=forms)
    except (OSError, SyntaxError, ValueError):
        raise CannotClean("other") from None
    if image.width * image.height > MOST_PIXELS:
        raise CannotClean("pixels")
    return image


def pixels_of(image):
    # The decoder of a JPEG can leave out by itself what we would throw away.
    image.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
    image.load()
    profile = image.info.get("icc_profile")
    pixels = in_a_plain_mode(image)
    pixels.thumbnail((LONGEST_SIDE, LONGEST_SIDE), reducing_gap=2.0)
    return in_srgb(pixels, profile)


def in_a_plain_mode(image):
    if image.mode.startswith("I;16"):
        return image.point(lambda value: value * (1 / 256)).convert("L")
    if "transparency" in image.info or image.mode in ("LA", "La", "PA", "RGBa"):
        return image.convert("RGBA")
    if image.mode in ("L", "RGB", "RGBA", "CMYK"):
        return image.copy()
    return image.convert("L" if image.mode in ("1", "I", "F") else "RGB")


def in_srgb(pixels, profile):
    """Colours as a screen shows them; a profile names the device, so it cannot stay."""
    if profile and pixels.mode != "L":
        # A broken profile costs a tint, not the photo.
        with suppress(ImageCms.PyCMSError, OSError, ValueError):
            pixels = ImageCms.profileToProfile(
                pixels,
                ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGBA" if pixels.mode == "RGBA" else "RGB",
            )
    return pixels.convert("RGB") if pixels.mode == "CMYK" else pixels


def painted_anew(pixels, code):
    """On an empty canvas: Pillow writes along whatever a picture remembers of its file."""
    canvas = Image.new(pixels.mode, pixels.size)
    canvas.paste(pixels)
    written = io.BytesIO()
    canvas.save(written, **WRITTEN_AS[code])
    return written.getvalue()


def exif_of(image):
    """Broken EXIF is no reason to refuse a photo: it does not come along anyway."""
    try:
        return image.getexif()
    except Exception:
        return Image.Exif()


def metadata_of(image, content):
    """What the sender hears we removed. Whatever we cannot read is hidden data, and gone too."""
    try:
        return said_by_exif(exif_of(image)) | said_by_words(image.info) | beside(image, content)
    except Exception:
        return {"hidden_data"}


def said_by_exif(exif):
    tags = {*exif, *exif.get_ifd(EXIF)}
    codes = {code for code, numbers in TAGS.items() if tags & numbers}
    return codes | ({"preview"} if exif.get_ifd(PREVIEW) else set())


def said_by_words(info):
    packets = {name: info[name] for name in info if "xmp" in name.lower()}
    codes = said_by({name for name in info if name not in {*ABOUT_PIXELS, *packets}})
    for packet in packets.values():
        codes |= said_by_xmp(packet.encode() if isinstance(packet, str) else packet)
    return codes


def beside(image, content):
    """A second view, or anything hung behind the end of the picture."""
    codes = {"preview"} if image.format == "MPO" else set()
    if not content.rstrip(b"\0\r\n").endswith(ENDS_WITH.get(image.format, b"")):
        codes.add("hidden_data")
    return codes
