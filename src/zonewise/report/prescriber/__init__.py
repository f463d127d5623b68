"""The page that a prescriber reads in two minutes."""

from .content import QUESTION, PastGuidance, PrescriberPage, page_of
from .formats import card_pdf, page_html, page_pdf

__all__ = ["QUESTION", "PastGuidance", "PrescriberPage", "card_pdf", "page_html", "page_of", "page_pdf"]
