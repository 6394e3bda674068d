"""Random lines of text, much of it outside ASCII; the same in every run."""

import random

# Printable characters of one, two, three and four octets in UTF-8.
ALPHABETS = ("abcxyzABCXYZ0189 .,;-\"'\\$%", "äöüßéñÅøλЖשع", "漢字かな✓€ᚠ", "🤝🔑𝄞𐍈")
LETTERS = ("axZ", "äßλЖ", "漢か", "🤝𐍈")

FIRST_MOST = 111  # octets of a first message that the original peer takes
MOST = 959  # octets of a later one


def of_size(octets: int, source: random.Random, alphabets: tuple[str, ...] = ALPHABETS) -> str:
    text = ""
    while octets:
        width = source.randint(1, min(octets, 4))
        text += source.choice(alphabets[width - 1])
        octets -= width
    return text


def first(octets: int = FIRST_MOST) -> str:
    """For a command line: letters alone, so that no parser of options finds anything in it."""
    return of_size(octets, random.Random(octets), LETTERS)


def many() -> list[str]:
    source = random.Random(12)
    return [of_size(count % (MOST + 1), source) for count in range(1000)]
