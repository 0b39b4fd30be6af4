"""The invented platform's policy in other editions: in German, and for other countries."""

from __future__ import annotations

import re
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


def markdown(clauses: Mapping[str, str], title: str) -> str:
    """These clauses as the text that would be stored."""
    sections = (
        f"## {heading}\n\n" + "\n".join(part.strip() for part in _SENTENCE.split(text) if part.strip())
        for heading, text in clauses.items()
    )
    return f"# {title}\n\n" + "\n\n".join(sections) + "\n"


_SENTENCE = re.compile(r"(?<=[.。]) ?")

_SIMPLIFIED = {
    "我们是谁": "流明公司经营流明服务。"
    "本政策说明我们如何处理个人数据。"
    "它适用于所有访问我们网页或者在我们这里开设账户的用户。",
    "我们收集什么": "我们收集您注册时提供的姓名和电子邮件地址。"
    "我们记录每次访问的时间以及您使用的设备的种类。"
    "我们不会收集您的准确位置。",
    "我们如何使用": "我们使用个人数据来提供服务并且回答您的问题。"
    "您关闭账户之后我们将保留这些数据三十天。"
    "我们不会把您的对话用于训练模型。",
    "谁会收到": "我们与为我们提供服务器的公司共享个人数据。"
    "它们只能按照我们的指示使用这些数据。"
    "我们从不向任何人出售数据。",
    "您的权利": "您可以要求得到您的数据的副本，要求更正或者删除数据。"
    "请写信给我们，我们会在一个月之内回复。"
    "您也可以向有关当局投诉。",
}
_TRADITIONAL = str.maketrans(
    "们谁经营务说网页户这里开设账记录时间种类会确问题来并后将数据边对话训练给为与务从称权变删发应请该让还过个动单实现产则",
    "們誰經營務說網頁戶這裡開設賬記錄時間種類會確問題來並後將數據邊對話訓練給為與務從稱權變刪發應請該讓還過個動單實現產則",
)
CHINESE = {
    "Hans": _SIMPLIFIED,
    "Hant": {
        heading.translate(_TRADITIONAL): text.translate(_TRADITIONAL) for heading, text in _SIMPLIFIED.items()
    },
}
"""The policy in Chinese, by script."""

PORTUGUESE = {
    "BR": {
        "O que coletamos": "Coletamos o nome e o contato que o usuário nos dá no cadastro. "
        "Registramos a hora de cada visita e o celular que você usa. Não coletamos a sua localização.",
        "Como usamos": "Usamos os dados para prestar o serviço e para responder às suas perguntas. "
        "Nossa equipe apaga os arquivos 30 dias depois que você fecha a conta.",
        "Os seus direitos": "Você pode pedir uma cópia dos dados, pedir que sejam corrigidos ou apagados. "
        "Escreva para nós e respondemos dentro de um mês. Todo usuário pode reclamar a uma autoridade.",
    },
    "PT": {
        "O que recolhemos": "Recolhemos o nome e o contacto que o utilizador nos dá no registo. "
        "Registamos a hora de cada visita e o telemóvel que usa. Não recolhemos a sua localização.",
        "Como usamos": "Usamos os dados para prestar o serviço e para responder às suas perguntas. "
        "A nossa equipa apaga os ficheiros 30 dias depois de fechar a conta.",
        "Os seus direitos": "Pode pedir uma cópia dos dados, pedir que sejam corrigidos ou apagados. "
        "Escreva para nós e respondemos dentro de um mês. Cada utilizador pode reclamar a uma autoridade.",
    },
}
"""Part of the policy in Portuguese, by country."""
