"""The words of the screen, on their way to more than one language."""


def _(text: str) -> str:
    """
    Return the text in the language of the page.

    Every text that is fixed when the pages are compiled goes through here from the first day, so that the catalog of
    `locale/` can be collected by name. English is the source and, so far, the only language: the text comes back as it
    went in. Pages are compiled once for all members; a second language will compile them a second time, below its own
    path, and this function will then look the text up for the language being compiled. Texts that depend on values
    (amounts, dates) are made by journeys/words and arrive ready.
    """
    return text
