"""What our conduct adds up to: the sums behind the pages of trust. Nothing is stored here.

Every function takes the day, and querysets that were already limited by `visible_to(user)`.
"""
