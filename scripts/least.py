"""Which Python is needed, in words that every Python understands: this file and the two commands have no newer syntax."""

import sys

LEAST = (3, 11)


def told():
    return "Python {}.{} or newer is needed; this is {}.".format(LEAST[0], LEAST[1], sys.version.split()[0])  # noqa: UP032
