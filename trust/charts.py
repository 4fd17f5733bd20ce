"""Where the bars of a chart stand. The page draws them; a table beside it says the same."""

from dataclasses import dataclass

WIDTH, HEIGHT, FOOT = 372, 150, 20  # the months are written on the foot
GAP = 7
LOOKS = {"kept": "kept", "kept_late": "kept-late", "broken": "broken", "open_late": "is-late"}


@dataclass(frozen=True)
class Block:
    """One part of a bar: `look` is the class that colours it."""

    look: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Bar:
    month: object
    middle: int
    blocks: list[Block]


def bars_of(months):
    """One bar a month, stacked from the ground: kept on time first, still open on top."""
    tallest = max([month.all for month in months], default=0) or 1
    pitch = WIDTH // len(months)
    return [_bar(month, place * pitch, pitch, tallest) for place, month in enumerate(months)]


def _bar(month, left, pitch, tallest):
    blocks, below = [], 0
    for part, look in LOOKS.items():
        count = getattr(month, part)
        if count:
            top, bottom = _y(below + count, tallest), _y(below, tallest)
            blocks.append(Block(look, left + GAP, top, pitch - 2 * GAP, bottom - top))
        below += count
    return Bar(month, left + pitch // 2, blocks)


def _y(count, tallest):
    ground = HEIGHT - FOOT
    return ground - round(count * (ground - 4) / tallest)
