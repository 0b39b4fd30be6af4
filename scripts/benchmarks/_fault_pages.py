"""Pages that come in a policy's place: a captcha, a home page, and the policy in five other languages."""

from __future__ import annotations


def page(title: str, body: str, language: str = "en") -> bytes:
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><header><nav><a href=/>Home</a> <a href=/pricing>Pricing</a></nav></header>"
        f"<main><h1>{title}</h1>{body}</main><footer>2025</footer></body></html>"
    ).encode()


CAPTCHA = page(
    "One more step",
    "<p>Please complete the security check to go on. This helps us to tell people from programs.</p>"
    "<p>Drag the slider to solve the puzzle, or listen to an audio challenge.</p>"
    "<form><input type=checkbox> I am not a robot</form><p>Session 7f3a-19c2. If you think that this is a "
    "mistake, tell the owner of the site what you were doing when this page came up.</p>",
)

HOME = page(
    "Build faster together",
    "<p>The workspace where your team plans, writes and ships. Start free and upgrade when you grow.</p>"
    "<h2>Everything in one place</h2><p>Bring documents, tasks and conversations together, and find anything "
    "in seconds. Thousands of teams already save hours every week.</p><a href=/signup>Start free</a>"
    "<h2>Made for people who make things</h2><p>Draft with a blank page or begin from one of two hundred "
    "templates. Share with a link, comment in the margin, and see who is looking right now.</p>"
    "<h2>Connects to your tools</h2><p>Calendar, mail, chat and code: set it up in minutes, no engineer "
    "needed. Our interface is open, so that you can build what is missing.</p>"
    "<h2>What customers say</h2><p>We moved forty people over in one afternoon, and nobody has asked for the "
    "old tool since. It is the first page that we open in the morning.</p>"
    "<h2>Ready when you are</h2><p>No card needed. Cancel at any time. Questions? Talk to our team, or watch "
    "the two minute tour to see how it works for companies like yours.</p>",
)

TRANSLATIONS = {
    "de": (
        "Datenschutzerklärung",
        "Diese Erklärung beschreibt, welche personenbezogenen Daten wir erheben, wenn Sie unsere Dienste "
        "nutzen, und zu welchen Zwecken wir sie verarbeiten. Wir erheben die Angaben, die Sie uns bei der "
        "Anmeldung machen, sowie Daten über das Gerät, mit dem Sie auf die Seite zugreifen.",
        "Wir geben Daten nur an Dienstleister weiter, die uns beim Betrieb unterstützen und die an unsere "
        "Weisungen gebunden sind. Sie haben das Recht auf Auskunft, auf Berichtigung und auf Löschung. Sie "
        "können sich jederzeit bei einer Aufsichtsbehörde beschweren, wenn Sie mit uns nicht zufrieden sind.",
    ),
    "fr": (
        "Politique de confidentialité",
        "La présente politique décrit les données personnelles que nous recueillons lorsque "
        "vous utilisez nos "
        "services et les fins pour lesquelles nous les traitons. Nous recueillons les informations que vous "
        "nous donnez lors de votre inscription ainsi que des données sur l'appareil que vous utilisez.",
        "Nous ne transmettons vos données qu'à des prestataires qui nous aident à fournir le service et qui "
        "suivent nos instructions. Vous avez le droit d'accéder à vos données, de les faire rectifier ou "
        "effacer, et vous pouvez à tout moment saisir une autorité de contrôle si vous n'êtes pas satisfait.",
    ),
    "es": (
        "Política de privacidad",
        "Esta política describe los datos personales que recopilamos cuando usted utiliza nuestros servicios "
        "y los fines para los que los tratamos. Recopilamos la información que usted nos da al registrarse, "
        "así como los datos sobre el dispositivo con el que accede a la página.",
        "Solo cedemos datos a los proveedores que nos ayudan a prestar el servicio y que siguen nuestras "
        "instrucciones. Usted tiene derecho a acceder a sus datos, a rectificarlos y a suprimirlos, y puede "
        "presentar una reclamación ante una autoridad de control si no está conforme con nosotros.",
    ),
    "it": (
        "Informativa sulla privacy",
        "La presente informativa descrive i dati personali che raccogliamo quando usi i nostri servizi e le "
        "finalità per cui li trattiamo. Raccogliamo le informazioni che ci fornisci al momento della "
        "registrazione e i dati sul dispositivo con il quale accedi alla pagina.",
        "Comunichiamo i dati solo ai fornitori che ci aiutano a gestire il servizio e che seguono le nostre "
        "istruzioni. Hai il diritto di accedere ai tuoi dati, di rettificarli e di cancellarli, e puoi "
        "presentare un reclamo a un'autorità di controllo se non sei soddisfatto della nostra risposta.",
    ),
    "nl": (
        "Privacyverklaring",
        "Deze verklaring beschrijft welke persoonsgegevens wij verzamelen wanneer u onze diensten gebruikt, "
        "en voor welke doelen wij die verwerken. Wij verzamelen de gegevens die u ons geeft bij het "
        "aanmelden, en gegevens over het apparaat waarmee u de pagina bezoekt.",
        "Wij geven gegevens alleen door aan dienstverleners die ons helpen om de dienst te leveren en die "
        "onze aanwijzingen volgen. U hebt het recht om uw gegevens in te zien, te laten verbeteren en te "
        "laten wissen, en u kunt een klacht indienen bij een toezichthouder als u niet tevreden bent.",
    ),
}


def translations() -> list[bytes]:
    """The policy in each language, in full."""
    return [
        page(title, f"<p>{first}</p><h2>{title}</h2><p>{second}</p>", language)
        for language, (title, first, second) in TRANSLATIONS.items()
    ]
