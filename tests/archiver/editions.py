"""The invented platform's policy in other editions: in German, and for other countries."""

from __future__ import annotations

from collections.abc import Mapping

GERMAN = {
    "Wer wir sind": "Lumen Works betreibt den Dienst Lumen. Diese Erklärung beschreibt, was wir mit Ihren "
    "personenbezogenen Daten tun. Sie gilt für alle, die unsere Seite besuchen oder ein Konto bei uns haben.",
    "Was wir erheben": "Wir erheben den Namen und die E-Mail-Adresse, die Sie uns bei der Anmeldung geben. "
    "Wir halten die Zeit jedes Besuchs fest und die Art des Geräts, das Sie verwenden. "
    "Wir erheben nicht, wo Sie sich genau befinden.",
    "Wie wir sie verwenden": "Wir verwenden die Daten, um den Dienst zu betreiben und um Ihre Fragen zu "
    "beantworten. Wir löschen sie 30 Tage, nachdem Sie Ihr Konto geschlossen haben.",
    "Wer sie erhält": "Wir geben die Daten an Unternehmen weiter, die den Dienst für uns betreiben. "
    "Sie dürfen sie nur nach unseren Weisungen verwenden. Wir verkaufen sie an niemanden.",
    "Ihre Rechte": "Sie können eine Kopie der Daten verlangen, sie berichtigen oder löschen lassen. "
    "Schreiben Sie uns, und wir antworten innerhalb eines Monats.",
}


def page_of(
    clauses: Mapping[str, str], *, title: str = "Datenschutzerklärung", lang: str = "", head: str = ""
) -> bytes:
    """These clauses on a page that says that it is in `lang`."""
    sections = "".join(f"<h2>{heading}</h2><p>{text}</p>" for heading, text in clauses.items())
    said = f' lang="{lang}"' if lang else ""
    return (
        f"<!doctype html><html{said}><head><meta charset=utf-8><title>{title} | Lumen</title>{head}</head>"
        f"<body><nav><a href=/>Start</a></nav><main><h1>{title}</h1>{sections}</main>"
        "<footer>Lumen Works</footer></body></html>"
    ).encode()
