"""Pictures that people of the demo sent along or show, drawn here: a photo would show somebody's place."""

from io import BytesIO

from PIL import Image, ImageDraw

from dialogue.attachments import Cleaned

PAPER, INK, RED, GREY = "#f6f1e7", "#3c3a36", "#b5402d", "#c9c4ba"
SIZE = (480, 320)


def picture(name):
    """As the cleaning leaves it behind: a PNG that says nothing about a device or a place."""
    drawing = Image.new("RGB", SIZE, PAPER)
    DRAWN[name](ImageDraw.Draw(drawing))
    content = BytesIO()
    drawing.save(content, "PNG", optimize=True)
    return Cleaned(content.getvalue(), "image/png", "png", ("place", "device", "times"))


def changes_by_month(draw):
    """A planner's bars: confirmed orders, and in red those that changed afterwards."""
    for month, (confirmed, changed) in enumerate(
        [(9, 1), (7, 3), (11, 2), (8, 0), (10, 1), (6, 0)]
    ):
        left = 50 + month * 68
        draw.rectangle((left, 270 - confirmed * 20, left + 40, 270), fill=INK)
        if changed:
            draw.rectangle((left, 270 - changed * 20, left + 40, 270), fill=RED)
    draw.line((30, 270, 450, 270), fill=INK, width=3)


def thermometer(draw):
    """A thermometer that somebody held up between two lines."""
    draw.rounded_rectangle((210, 30, 270, 240), radius=30, outline=INK, width=6)
    draw.ellipse((190, 215, 290, 305), fill=RED, outline=INK, width=6)
    draw.rectangle((228, 70, 252, 240), fill=RED)
    for degree in range(6):
        draw.line((280, 70 + degree * 26, 310, 70 + degree * 26), fill=INK, width=3)


def forecast(draw):
    """Orders of six months; the uncertain ones in grey."""
    for month, (count, is_sure) in enumerate([(8, 1), (11, 1), (9, 1), (7, 0), (4, 0), (6, 0)]):
        left = 50 + month * 68
        draw.rectangle((left, 270 - count * 20, left + 40, 270), fill=INK if is_sure else GREY)
    draw.line((30, 270, 450, 270), fill=INK, width=3)


def prices(draw):
    """What the plant pays for three kinds of masks, and in red what the shop asks."""
    for kind, (plant, shop) in enumerate([(5, 8), (7, 9), (10, 11)]):
        left = 60 + kind * 135
        draw.rectangle((left, 270 - plant * 20, left + 40, 270), fill=INK)
        draw.rectangle((left + 50, 270 - shop * 20, left + 90, 270), fill=RED)
    draw.line((30, 270, 450, 270), fill=INK, width=3)


def notice_board(draw):
    """Three sheets on a board: one text in two languages, and one sheet of pictures."""
    for sheet in range(3):
        left = 30 + sheet * 150
        draw.rectangle((left, 40, left + 120, 280), fill="white", outline=INK, width=3)
    for line in range(9):
        for left in (48, 198):
            draw.line((left, 70 + line * 22, left + 84, 70 + line * 22), fill=GREY, width=6)
    for row in range(3):
        draw.ellipse((345, 60 + row * 70, 385, 100 + row * 70), fill=RED)
        draw.rectangle((400, 68 + row * 70, 435, 92 + row * 70), fill=GREY)


DRAWN = {
    "board": notice_board,
    "changes": changes_by_month,
    "forecast": forecast,
    "prices": prices,
    "thermometer": thermometer,
}
