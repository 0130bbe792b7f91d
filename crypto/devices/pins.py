"""What a PIN may be: printable characters, as many as the device allows.

- The check comes before the try, so that a slip of the keyboard costs none.
"""

from crypto.errors import BadPin, PinLength


def checked(pin: str, least: int, most: int) -> str:
    """The PIN as it is. Raises PinLength, BadPin."""
    if not least <= len(pin) <= most:
        raise PinLength(least, most)
    if not pin.isprintable():  # a surrogate, a NUL that would cut a C string, a line end from a file
        raise BadPin
    return pin
