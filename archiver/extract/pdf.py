"""Read a PDF."""

from __future__ import annotations

from archiver.extract.extraction import Extraction, ExtractionFailed
from archiver.normalise import normalise


def read(body: bytes) -> Extraction:
    """The text of a PDF as Markdown. Raises ExtractionFailed."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        raise ExtractionFailed(f"the PDF cannot be read: {error}") from error
    text = normalise("\n\n".join(page.get_textpage().get_text_range() for page in document))
    if not text:
        raise ExtractionFailed("the PDF holds no text; it may be scanned")
    return Extraction(
        text=text, confidence=None, method="pdf", language="", hints={"words": len(text.split())}
    )
