"""The built pages as trees of elements."""

import functools

from bs4 import BeautifulSoup

from .browser import HTML


@functools.cache
def soup_of(address):
    """Read a page once for all tests of a process: a chapter takes half a second.

    Tests look at it and leave it as it is.
    """
    return BeautifulSoup((HTML / address).read_text("utf-8"), "html.parser")
