"""What callers say in Spanish that takes a sign back, moves it or cuts it off."""

from __future__ import annotations

import re

from receptionist.domain.triage_words import Vocabulary, any_of
from receptionist.domain.triage_words_es_signs import FACE, SIGNS, VEHICLE

_STARTS = (
    r"(?:yo|mi|mis|me|te|se|le|les|lo|la|el|los|las|un|una|tengo|tiene|estoy|esta|estamos|hay|necesito|quiero|puedo"
    r"|puede|quisiera|ahora|no|nos|su|sus|es|son|gracias|por favor|hola|buenos|buenas|ya|ella)"
)
_THINGS = (
    r"dolor|dolores|hinchazon|hinchad\w+|inflamacion|inflamad\w+|sangrado|sangre|fiebre|infeccion|problemas?"
    r"|dificultad\w*|molestias?|respirar|tragar|pus"
)
_THROUGH = (
    rf"{_THINGS}|nada|de|del|ningun|ninguna|signos?|senal\w*|o|ni|y|u|mas|para|al|en|con|a|tipo|gran|mayor|la|el|los"
    rf"|las|mi|mis|su"
    r"|cara|encias?|boca|muelas?|dientes?|mandibula"
)
_BEYOND = (
    r"tengo|tiene|tienen|tenemos|tuve|tenia|hay|habia|he|ha|tenido|sentido|siento|siente|noto|nota|esta|estoy|estan"
    r"|estaba|es|fue|me|se|le|te|les|lo|nos|veo|ve|creo|que|este|sea|haya|parece|un|una|ya|duelen?|cuesta|sufro"
)


def _denied(between: str) -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:no(?! ,)|sin|nunca|jamas|tampoco|ni|ningun|ninguna|nada de)(?: (?:{_THROUGH}|{_BEYOND}{between}))* ?$"
        r"|\b(?:dejo|paro|deje) de ?$|(?<!no se me )(?<!no se le )\b(?:quito|paso) (?:el|la) ?$"
    )


SPANISH = Vocabulary(
    spelled_out=(),
    signs=SIGNS,
    together={
        "uncontrolled_bleeding": any_of(
            r"(?:sangr\w+|hemorragia) (?:(?:y|eso|esto|que|la|el|se|me|todavia|aun|ya|encia|boca|diente|muela) )*"
            r"no (?:(?:se|me|lo|la|quiere|puedo|puede) )*(?:par\w+|dej\w+|detien\w+|deten\w+)"
        ),
        "facial_trauma": any_of(
            rf"(?:accidente|choque) (?:\w+ ){{0,2}}{VEHICLE} (?:\w+ ){{0,15}}(?:{FACE}|sangr\w+)",
            rf"{FACE} (?:\w+ ){{0,12}}(?:accidente|choque) (?:\w+ ){{0,2}}{VEHICLE}",
        ),
    },
    splits=re.compile(
        r"\||\b(?:pero|aunque|porque|sino|excepto|mientras|entonces)\b"
        rf"|(?:,|\b(?:y|e|asi que)\b)(?= (?:(?:y|que|ahora|tambien|ademas|pues|,) )*{_STARTS}\b)"
    ),
    denied_inside=re.compile(r"\b(?:no|ni|nunca)\b(?! (?:solo|solamente))"),
    denied=_denied(""),
    denied_list=_denied("|,"),
    alternatives=any_of(r"o|ni|u"),
    more_than_ever=re.compile(
        r"^ (?:\w+ ){0,3}(?:como (?:este|esta|ahora)|asi|tan (?:fuerte|grande|mal)|antes|igual)\b"
    ),
    resolved=re.compile(
        r"^(?: (?:de|en|la|el|cara|muela|diente|encia|boca|ya|se|me|le|ha|por|fin|completamente|todo|del))*"
        r" (?:quito|paso|pasado|quitado|bajo|bajado|fue|ido|paro|parado|detuvo|detenido|desaparecio|desaparecido"
        r"|controlado|controlada)\b(?! (?:un poc\w+|algo|por un|a|al|hasta|hacia|\w+ndo)\b)"
    ),
    back=re.compile(r"\b(?:otra vez|de nuevo|volvio|vuelve|regreso|nuevamente)\b"),
    past=any_of(
        r"(?:el )?(?:ano|mes|verano|invierno) pasado|la (?:ultima|vez) (?:vez|pasada|visita)",
        r"hace (?:\w+ ){0,3}(?:anos|meses|ano|mes)(?! que)|en (?:19|20)\d\d|en el pasado",
        r"cuando (?:yo )?(?:era|tenia) (?:\w+ ){0,2}(?:ninas?|ninos?|chic[oa]|pequen[oa]|joven|anos)|de (?:nin[oa]"
        r"|pequen[oa])",
    ),
    past_verb=any_of(
        r"tuve|tuvo|tenia|tuvimos|dolio|dolia|rompi|rompio|quebre|quebro|perdi|perdio|cayo|cai|hincho|inflamo|sangro"
        r"|salio|estuve|estaba"
        r"|atropello|atropellaron|atropellado|atropellada|tumbaron|podia|pude|parti|partio|astille|astillo|golpee"
        r"|golpeo"
    ),
    opening=re.compile(r"^(?:(?:pues|bueno|eh|si|como|y|en|o|a|mire|es que) )*$"),
    lasting=any_of(
        r"todavia|aun|sigue|sigo|siguen|otra vez|de nuevo|ahora|desde|hoy|que me|que no|donde|cada|empezo|comenzo"
        r"|duelen?|tengo|tiene"
    ),
    general=any_of(
        r"^(?:(?:y|ustedes|uds|tambien|aqui|ahi|alli|en|la|clinica|disculpe|oiga|los|dentistas) )*"
        r"(?:atienden|tratan|arreglan|reparan|hacen|aceptan|ofrecen|cobran|cubren?|trabajan|ven|reemplazan|manejan)",
        r"cuanto (?:cuesta|sale|vale|cobran)|precio (?:de|por)|que se considera",
    ),
    personal=any_of(r"yo|me|mi|mis|tengo|tiene|estoy|nos|su|hij[oa]|espos[oa]|mama|papa|hoy|ahora|urgente|ya"),
    supposed=re.compile(
        r"\b(?:que (?:pasa|pasaria|hago|hacen) si(?: llego| llegara| algun)|y si llego|en caso de|por si|si llego a"
        r"|evitar|prevenir)\b"
    ),
    figurative=any_of(
        r"presion (?:de la )?sangre|analisis de sangre|(?:un |es un )?dolor de cabeza|duele (?:mucho )?la cabeza"
        r"|miedo (?:al|a los|del?) dolor(?:es)?|me desmayo (?:cuando|con|si)|me duele el bolsillo"
        r"|duelen? el (?:alma|bolsillo)",
        r"(?:va a|me va a|van a|va|puede|podria|suele) doler|duele (?:mucho )?(?:el|la|una|un|hacerse"
        r"|ponerse) (?:endodoncia|limpieza|blanqueamiento|tratamiento"
        r"|extraccion|implante|empaste|procedimiento)|sin dolor o con dolor",
        r"(?:hij[oa]|hermana|madre|mama|esposa|abuela|tia|amiga|prima) dolores(?! de)|(?:me llamo|soy|habla|nombre es"
        r"|llama|dona|senora) dolores|encias? sangrantes?|no (?:me )?trago (?:ese"
        r"|el) cuento|tragar (?:ese|el) (?:precio|cuento)",
    ),
    elsewhere=any_of(
        r"tobillos?|rodillas?|pies?|piernas?|manos?|dedos?|muneca|estomago|barriga|panza|hombros?|cadera|brazos?"
        r"|codos?|espalda"
    ),
    brushing=any_of(r"cepill\w+|hilo dental|a veces|de vez en cuando|ultimamente|cada vez"),
    unending=any_of(r"no (?:\w+ )?(?:par\w+|dej\w+|detien\w+)|sin parar|chorros?"),
    tender=any_of(r"sensible|molest\w+|adolorid\w+|sensibilidad"),
)
