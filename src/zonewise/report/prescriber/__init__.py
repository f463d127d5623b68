"""What should a prescriber read in two minutes?"""

from .content import PastGuidance, PrescriberPage, PrescriberQuestion, page_of
from .html import page_html
from .pdf import card_pdf, page_pdf

__all__ = ["PastGuidance", "PrescriberPage", "PrescriberQuestion", "card_pdf", "page_html", "page_of", "page_pdf"]
