"""What should a prescriber read in two minutes?"""

from .content import QUESTION, PastGuidance, PrescriberPage, page_of
from .html import page_html
from .pdf import card_pdf, page_pdf

__all__ = ["QUESTION", "PastGuidance", "PrescriberPage", "card_pdf", "page_html", "page_of", "page_pdf"]
