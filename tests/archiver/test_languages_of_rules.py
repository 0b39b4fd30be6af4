"""What is no part of a policy in other languages than English, and what is, though it sounds alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from archive_repo.text import stated_dates
from archiver.extract import extract
from archiver.extract.find import titles
from archiver.extract.noise import known
from archiver.gate import dressing, sameness
from archiver.gate.sameness import Weight

NOW = datetime(2025, 5, 3, tzinfo=UTC)
NOISE = known()

PASSING = """
de: Zuletzt aktualisiert vor 3 Tagen | War dieser Artikel hilfreich? | Link kopieren | Alles aufklappen
fr: Mis à jour il y a 2 mois | Cet article vous a-t-il été utile ? | Copier le lien | Chargement…
es: Actualizado hace 3 días | ¿Te ha sido útil este artículo? | Copiar enlace | Cargando...
it: Aggiornato 3 giorni fa | Questo articolo ti è stato utile? | Copia link | Espandi tutto
pt: Atualizado há 2 meses | Este artigo foi útil? | Copiar link | Recolher tudo
nl: Bijgewerkt: 3 weken geleden | Was dit artikel nuttig? | Link kopiëren | Alles uitklappen
pl: Zaktualizowano 3 dni temu | Czy ten artykuł był pomocny? | Kopiuj link | Rozwiń wszystko
ja: 3日前に更新 | この記事は役に立ちましたか？ | リンクをコピー | すべて展開
zh: 更新于 3 天前 | 这篇文章对您有帮助吗？ | 复制链接 | 全部展开
"""
ACTIONS = """
de: PDF herunterladen | Diese Seite drucken | Nutzungsbedingungen als PDF öffnen | Frühere Versionen
fr: Télécharger la version PDF | Imprimer cette page | Voir les anciennes versions | Versions précédentes
es: Descargar PDF | Imprimir esta página | Ver versiones anteriores | Versión para imprimir
it: Scarica il PDF | Stampa questa pagina | Versioni precedenti | Versione stampabile
pt: Baixar em PDF | Imprimir esta página | Ver versões anteriores | Versão para impressão
nl: PDF downloaden | Deze pagina afdrukken | Eerdere versies | PDF-versie
pl: Pobierz PDF | Drukuj stronę | Poprzednie wersje | Wersja do druku
ja: PDFをダウンロード | 印刷する | 過去のバージョン | PDF版を表示
zh: 下载PDF | 打印本页 | 查看历史版本 | PDF下载
"""
CONTENTS = """Inhaltsverzeichnis | Sommaire | Índice | Sommario | Nesta página | Inhoudsopgave | Spis treści
目次 | 目录"""
WINDOWS = """öffnet in einem neuen Fenster | nouvelle fenêtre | se abre en una ventana nueva
si apre in una nuova scheda | abre em uma nova janela | opent in een nieuw venster
otwiera się w nowej karcie
新しいウィンドウで開きます | 在新窗口中打开"""
CLAUSES = """
de: Konten löschen wir vor Ablauf von 3 Tagen | Wir laden Daten | Frühere Kunden behalten ihre Rechte
fr: Nous supprimons les données après 2 mois | Copier nos contenus est interdit | Sommaire des données
es: Copiar el contenido está prohibido | Versiones de prueba | Guardamos sus datos 3 meses
it: La copia dei contenuti è vietata | Conserviamo i dati 3 mesi | Versioni di prova
pt: Copiar o conteúdo é proibido | Versões de teste | Guardamos os dados por 2 meses
nl: Wij bewaren gegevens 3 weken | Kopiëren van inhoud is verboden | Vorige adressen van u
pl: Przechowujemy dane 3 dni | Kopiowanie treści jest zabronione | Wersje próbne
ja: 3日前までにお知らせします | 印刷物の著作権 | 過去の購入
zh: 3天内通知您 | 打印内容的权利 | 历史订单
"""


def each(listed: str) -> list[str]:
    """The parts of lines of a language's code and what is said in it."""
    return [one.strip() for row in listed.split("\n") for one in row.partition(": ")[2].split(" | ") if one]


def items(listed: str) -> list[str]:
    return [one.strip() for row in listed.split("\n") for one in row.split(" | ")]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        *((NOISE.is_passing, one) for one in each(PASSING)),
        *((NOISE.is_action, one) for one in each(ACTIONS)),
        *((NOISE.heads_contents, one) for one in items(CONTENTS)),
        *((NOISE.is_hint, one) for one in items(WINDOWS)),
    ],
)
def test_what_is_no_part_of_a_document_is_known_in_other_languages(
    rule: Callable[[str], bool], said: str
) -> None:
    assert rule(said)


@pytest.mark.parametrize("said", each(CLAUSES))
def test_what_may_be_a_clause_is_no_dressing_in_any_language(said: str) -> None:
    assert not any(rule(said) for rule in (NOISE.is_passing, NOISE.is_action, NOISE.is_hint))


@pytest.mark.parametrize("hint", items(WINDOWS))
def test_where_a_link_opens_is_left_out_of_a_sentence_in_other_languages(hint: str) -> None:
    body = f"<main><h1>Legal</h1><p>Acme <a href=/a>Legal Centre ({hint})</a> and this text.</p></main>"
    assert "[Legal Centre](" in extract(body.encode(), url="https://acme.example/legal").text


@pytest.mark.parametrize(
    ("line", "updated"),
    [
        ("Letzte Aktualisierung: 3. März 2025", True),
        ("Zuletzt geändert am 03.03.2025", True),
        ("Gültig ab 3. März 2025", False),
        ("Dernière actualisation : 3 mars 2025", True),
        ("Date d’effet : 3 mars 2025", False),
        ("Última modificación: 3 de marzo de 2025", True),
        ("Ultima modifica: 3 marzo 2025", True),
        ("Última modificação: 3 de março de 2025", True),
        ("Laatste wijziging: 3 maart 2025", True),
        ("Geldig vanaf 3 maart 2025", False),
        ("Data ostatniej aktualizacji: 3 marca 2025", True),
        ("Obowiązuje od 3 marca 2025", False),
        ("制定日：2025年3月3日", True),
        ("发布日期：2025年3月3日", True),
    ],
)
def test_stated_dates_are_read_in_other_languages(line: str, updated: bool) -> None:
    found = stated_dates.read(f"# A\n\n{line}\n\nB")
    assert (found.updated if updated else found.effective) == date(2025, 3, 3)


@pytest.mark.parametrize(
    "heading",
    [
        *("Frühere Fassungen", "Historique des versions", "Historial de cambios", "Versioni precedenti"),
        *("Versões anteriores", "Versiegeschiedenis", "Historia zmian", "改定履歴", "历史版本"),
    ],
)
def test_a_list_of_versions_is_known_by_its_heading_in_other_languages(heading: str) -> None:
    assert stated_dates.heads_history(heading)
    assert not stated_dates.heads_history(f"{heading} und mehr")


@pytest.mark.parametrize(
    ("ago", "day"),
    [
        ("Zuletzt aktualisiert: gestern", "Zuletzt aktualisiert am 3. März 2025"),
        ("Mise à jour il y a 3 jours", "Dernière mise à jour : 3 mars 2025"),
        ("Actualizado hace 2 días", "Última actualización: 3 de marzo de 2025"),
        ("Aggiornato 2 giorni fa", "Ultimo aggiornamento: 3 marzo 2025"),
        ("Atualizado ontem", "Última atualização: 3 de março de 2025"),
        ("Laatst bijgewerkt: vandaag", "Laatst bijgewerkt op 3 maart 2025"),
        ("Zaktualizowano 3 dni temu", "Ostatnia aktualizacja: 3 marca 2025"),
        ("最終更新：昨日", "最終更新日：2025年3月3日"),
        ("更新于 3 天前", "更新日期：2025年3月3日"),
    ],
)
def test_how_long_ago_an_edit_was_says_what_its_day_says_in_other_languages(ago: str, day: str) -> None:
    assert sameness.differing(sameness.lines(ago), sameness.lines(day)) is Weight.FURNITURE
    assert sameness.differing(sameness.lines(f"{ago} und mehr davon."), sameness.lines(day)) is Weight.WORDS


@pytest.mark.parametrize(
    ("notice", "clause"),
    [
        (
            "Datenschutz-Tipp des Tages: Ändern Sie Ihr Passwort.",
            "Bis Ende des Tages: Recht auf Widerspruch.",
        ),
        ("Astuce du jour : lisez vos droits.", "Jusqu’à la fin du jour : droit de rétractation."),
        ("Consejo del día: revise sus datos.", "Hasta el fin del día: derecho de desistimiento."),
        ("Consiglio del giorno: i tuoi dati.", "Fino alla fine del mese: diritto di recesso."),
        ("Dica da semana: seus dados.", "Até o fim do mês: direito de cancelar."),
        ("Tip van de week: uw gegevens.", "Tot het einde van de maand: toestemming."),
        ("Porada dnia: twoje dane osobowe.", "Do końca dnia: prawo odstąpienia."),
        ("今日のヒント：個人情報を確認。", "個人情報：同意。"),
        ("每日提示：查看您的权利。", "您的权利：同意。"),
    ],
)
def test_a_notice_of_the_day_is_dressing_in_other_languages(notice: str, clause: str) -> None:
    assert not dressing.speaks([], [notice], NOW, amended=False)
    assert dressing.speaks([], [clause], NOW, amended=False)


@pytest.mark.parametrize(
    ("title", "heading"),
    [
        ("Terms of Service", "Allgemeine Geschäftsbedingungen"),
        ("Privacy Policy", "Politique de confidentialité"),
        ("Terms of Service", "Términos y condiciones"),
        ("Terms of Service", "Termini di servizio"),
        ("Privacy Policy", "Política de Privacidade"),
        ("Trackers Policy", "Cookieverklaring"),
        ("Privacy Policy", "Polityka prywatności"),
        ("Terms of Service", "利用規約"),
        ("Privacy Policy", "隐私政策"),
    ],
)
def test_a_document_is_called_by_its_name_in_other_languages(title: str, heading: str) -> None:
    assert titles.alike(heading, title) == 1
    assert titles.begins_another(heading, "Legal")


def test_a_name_of_one_type_is_not_like_another_and_a_sections_heading_names_none() -> None:
    assert (
        titles.alike("Cookie Policy", "Privacy Policy") < 0.5
    )  # though there is a `Privacy and Cookie Policy`
    assert titles.alike("Use of cookies", "Trackers Policy") < 1
