"""Vietnamese days as they stand in the middle of a sentence."""

DATE_FORMAT = r"\n\gà\y j \t\há\n\g n \nă\m Y"
