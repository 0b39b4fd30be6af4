from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_repo.text import language

SAMPLES = {
    "en": "We collect the information that you give to us when you create an account, and we use it "
    "to run the service, to answer your questions and to keep it safe for all of our users.",
    "de": "Wir erheben die Daten, die Sie uns bei der Anmeldung geben, und wir nutzen sie, um den "
    "Dienst zu betreiben, auf Ihre Fragen zu antworten und ihn für alle sicher zu halten.",
    "fr": "Nous recueillons les informations que vous nous donnez lors de la création de votre compte "
    "et nous les utilisons pour fournir le service, répondre à vos questions et en assurer la "
    "sécurité.",
    "es": "Recopilamos la información que usted nos da al crear una cuenta y la usamos para prestar "
    "el servicio, responder a sus preguntas y mantener la seguridad de todos los usuarios.",
    "it": "Raccogliamo le informazioni che ci fornisci quando crei un account e le usiamo per gestire "
    "il servizio, per rispondere alle tue domande e per la sicurezza di tutti gli utenti della "
    "rete.",
    "pt": "Recolhemos as informações que você nos dá ao criar uma conta e usamos esses dados para "
    "prestar o serviço, responder às suas perguntas e não comprometer a segurança dos usuários "
    "em nossos produtos.",
    "nl": "Wij verzamelen de gegevens die u ons geeft wanneer u een account maakt en wij gebruiken ze "
    "om de dienst te leveren, uw vragen te beantwoorden en het voor alle gebruikers veilig te "
    "houden.",
    "pl": "Zbieramy dane, które podajesz nam przy zakładaniu konta, i używamy ich do świadczenia "
    "usługi, odpowiadania na pytania oraz do zapewnienia, że nie jest ona zagrożeniem dla "
    "innych osób.",
    "zh": "我们收集您在注册账户时提供的信息，并将其用于提供服务、回答您的问题以及保障所有用户的安全。",
    "ja": "当社は、お客様がアカウントを作成する際に提供する情報を収集し、サービスの提供のために利用します。",
    "ko": "당사는 귀하가 계정을 만들 때 제공하는 정보를 수집하여"
    " 서비스를 제공하고 질문에 답변하는 데 사용합니다.",
}


@pytest.mark.parametrize(("code", "text"), SAMPLES.items())
def test_each_language_is_told_from_two_sentences(code: str, text: str) -> None:
    assert language.identify(text) == code
    assert language.name(code) in language.NAMES.values()


def test_english_product_names_do_not_make_a_chinese_text_english() -> None:
    assert language.identify("使用 OpenAI ChatGPT API 的条款：您同意我们收集和使用您的信息。") == "zh"


def test_link_targets_do_not_speak() -> None:
    links = " ".join(f"[{word}](https://example.org/the/of/and/to/in/a)" for word in ["Konto", "Preise"] * 20)
    assert language.identify(links) == language.UNKNOWN


def test_names_of_hosts_do_not_speak() -> None:
    rows = " ".join(f"_id{n} Session example.com shop.example.com" for n in range(20))
    assert language.identify(f"{SAMPLES['en']} {rows}") == "en"


@pytest.mark.parametrize("text", ["", "404", "Login Pricing Blog", "Acme " * 200, "1.2.3 - 4.5"])
def test_what_is_no_prose_has_no_language(text: str) -> None:
    assert language.identify(text) == language.UNKNOWN


def test_half_of_one_language_and_half_of_another_is_unknown() -> None:
    assert language.identify(SAMPLES["de"] + SAMPLES["en"]) == language.UNKNOWN


@given(st.text())
def test_any_text_gets_a_known_code_or_none(text: str) -> None:
    assert language.identify(text) in {*language.NAMES, language.UNKNOWN}


def told(common: dict[str, int], others: int = 0) -> str:
    """The language of a text with these words, each so often, and so many of no language."""
    found = [word for word, count in common.items() for _ in range(count)]
    return language.identify(" ".join([*found, *(f"q{'bcdf'[number % 4] * 4}" for number in range(others))]))


@pytest.mark.parametrize(("count", "code"), [(19, language.UNKNOWN), (20, "en")])
def test_twenty_words_have_a_language(count: int, code: str) -> None:
    assert told({"your": count}) == code


@pytest.mark.parametrize(("count", "code"), [(23, language.UNKNOWN), (24, "en")])
def test_three_words_of_25_are_a_language_s_commonest(count: int, code: str) -> None:
    assert told({"your": count}, 200 - count) == code


@pytest.mark.parametrize(("count", "code"), [(29, language.UNKNOWN), (30, "en")])
def test_a_language_has_half_as_many_hits_again_as_the_next(count: int, code: str) -> None:
    assert told({"your": count, "wir": 20}) == code


@pytest.mark.parametrize(("count", "code"), [(29, language.UNKNOWN), (30, "zh")])
def test_a_chinese_text_has_three_letters_of_ten_in_its_script(count: int, code: str) -> None:
    assert language.identify("字" * count + "q" * (100 - count)) == code


@pytest.mark.parametrize(("count", "code"), [(19, "zh"), (20, "ja")])
def test_a_japanese_text_has_one_kana_in_ten(count: int, code: str) -> None:
    assert language.identify("の" * count + "字" * (200 - count)) == code


@pytest.mark.parametrize(("over", "code"), [(0, "en"), (4, language.UNKNOWN)])
def test_the_first_20_000_characters_are_read(over: int, code: str) -> None:
    words = " ".join(["the"] * 20)
    assert language.identify(" " * (20_000 - len(words) + over) + words) == code
