"""What callers say in Spanish when it hurts, bleeds, swells or takes their breath.

Patterns have no accents: `plain` text has none either; and they know both sides of the ocean.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from receptionist.domain.triage_words import Sign, any_of

_TOOTH = r"(?:dientes?|muelas?|colmillos?|incisivos?|molar(?:es)?)"
_SORE = r"(?:dientes?|muelas?|colmillos?|encias?|mandibula|quijada|boca|cara|cachete|mejilla|corona|empaste|dentadura)"
FACE = r"(?:cara|boca|mandibula|quijada|dientes?|labios?|cabeza|nariz|rostro|menton|barbilla)"
_CROWN = r"(?:corona|empaste|tapadura|amalgama|relleno|calza|resina|funda|puente|carilla|obturacion)"
VEHICLE = (
    r"(?:coche|carro|auto|automovil|moto|motocicleta|camion|bus|autobus|camioneta|bici|bicicleta|taxi|tren"
    r"|transito|trafico)"
)
_WHO = r"(?:me|te|se|le|nos|les|lo|la|se me|se le|se nos)"
_CAN_NOT = r"no (?:(?:se|me|le|lo|la) )?(?:puedo|puede|podemos|pueden|podia|logro|logra|consigo|consigue|deja|dejan)"
_BROKEN = (
    r"(?:rot[oa]s?|quebrad[oa]s?|partid[oa]s?|astillad[oa]s?|fracturad[oa]s?|despostillad[oa]s?|desportillad[oa]s?"
    r"|agrietad[oa]s?|rajad[oa]s?)"
)
_BREAKS = (
    r"(?:romp\w+|quebr\w+|parti\w*|astill\w+|fractur\w+|despostill\w+|desportill\w+|agriet\w+|raj[eo]"
    rf"|(?:ha|he|han) {_BROKEN})"
)
_STRONG = (
    r"(?:fuert\w+|terribles?|horribles?|insoportables?|intens\w+|agud[oa]s?|tremend[oa]s?|espantos\w+|sever\w+|atroz"
    r"|punzantes?|bestial|muchisim[oa]|constantes?|inaguantables?)"
)
_OUT = r"(?:cay\w*|caido|sali\w*|desprend\w+|bot[oe]|zaf\w+|vol\w+|arranc\w+|tumb\w+|afloj\w+)"

SIGNS: Mapping[Sign, re.Pattern[str]] = {
    "trouble_breathing": any_of(
        rf"{_CAN_NOT} (?:\w+ ){{0,2}}respirar",
        r"apenas (?:\w+ ){0,2}(?:respir\w+)|respir\w+ (?:\w+ )?(?:con dificultad|mal|apenas)",
        r"(?:cuesta|costando|dificil|dificultad(?:es)?|problemas?|trabajo) (?:\w+ ){0,3}respir\w+",
        r"falta(?:ndo)? (?:de |el |del )?(?:aire|respiracion|oxigeno)(?! acondicionado)",
        r"(?:me|se) (?:\w+ )?(?:ahog[oa]|ahogando|asfixi\w+|sofoc\w+|atragant\w+)|asfixia\w*",
        r"(?:no|dejo de) respira\w*|(?:cierra|cerrando|cerrado|cerro) la garganta|garganta (?:\w+ ){0,2}(?:cerr\w+"
        r"|cierra)",
    ),
    "trouble_swallowing": any_of(
        rf"{_CAN_NOT} (?:\w+ ){{0,2}}(?:tragar|pasar saliva)",
        r"apenas (?:\w+ ){0,2}trag\w+",
        r"(?:cuesta|costando|dificil|dificultad(?:es)?|problemas?|trabajo|duele|dolor) (?:\w+ ){0,3}(?:tragar|trago"
        r"|pasar saliva)",
    ),
    "uncontrolled_bleeding": any_of(
        r"no (?:\w+ ){0,3}(?:para\w*|dej\w+|detien\w+|deten\w+|ces\w+|control\w+|cort\w+) (?:\w+ ){0,3}(?:sangr\w+"
        r"|hemorragia)",
        r"(?:sangr\w+|hemorragia) (?:\w+ ){0,4}no (?:\w+ ){0,2}(?:par\w+|dej\w+|detien\w+|deten\w+|ces\w+|control\w+)",
        r"sangr(?:an?|o|ando|ado) (?:\w+ ){0,3}(?:mucho|muchisimo|demasiado|a chorros|sin parar|bastante|desde"
        r"|por todos lados|horas?)",
        r"much[oa]s? sangr\w+|muchisima sangre|demasiada sangre|sangrado (?:\w+ )?(?:fuerte|abundante|intenso)"
        r"|hemorragia",
        r"(?:sigue|sigo|siguen) (?:\w+ )?sangrando(?! (?:un poc\w+|poc\w+))|lleva (?:\w+ ){0,3}sangrando"
        r"|chorro\w* de sangre",
        r"(?:escupo|escupe|escupiendo|vomit\w+|pierdo|perdiendo) (?:\w+ )?sangre|boca llena de sangre|desangr\w+",
    ),
    "facial_trauma": any_of(
        r"atropell\w+",
        rf"(?:golpeo|pego|choco|arrollo|embistio) (?:\w+ ){{0,2}}(?:un|una|el) {VEHICLE}",
        r"(?:mandibula|quijada|pomulo|cara|nariz) (?:\w+ ){0,3}(?:rota|quebrada|fracturada|dislocada|zafada"
        r"|destrozada|aplastada)",
        r"(?:rompi\w*|quebr\w+|fractur\w+|disloc\w+|zaf\w+|destroz\w+) (?:\w+ )?(?:mandibula|quijada|pomulo|cara"
        r"|nariz)",
        r"fractura (?:de|en) (?:la )?(?:mandibula|quijada|cara)|traumatismo (?:facial|grave)|golpe (?:muy )?grave",
    ),
    "unconscious": any_of(
        r"inconsciente|perdi\w* (?:el conocimiento|la conciencia)|(?:se|me) desmay[oe]|no (?:reacciona|despierta)"
    ),
    "chest_pain": any_of(r"(?:dolor|presion|opresion) (?:\w+ ){0,2}pecho|duele (?:\w+ )?el pecho"),
    "airway_swelling": any_of(
        r"(?:hinch\w+|inflam\w+) (?:\w+ ){0,4}(?:garganta|lengua|cuello)",
        r"(?:garganta|lengua|cuello) (?:\w+ ){0,4}(?:hinch\w+|inflam\w+)",
        r"ojo (?:\w+ ){0,3}(?:cerrado|cierra) (?:\w+ ){0,3}(?:hinch\w+|inflam\w+)|no puede? abrir el ojo",
    ),
    "knocked_out_tooth": any_of(
        rf"{_WHO} (?:ha |han |he )?{_OUT} (?:\w+ ){{0,4}}{_TOOTH}(?! de leche)",
        rf"(?:perd\w+) (?:un|una|el|la|mi|su|dos) {_TOOTH}(?! de leche)",
        rf"{_TOOTH} (?!de leche)(?:\w+ ){{0,3}}(?:se (?:me |le )?{_OUT}|arrancad[oa]s?|caid[oa]s?|botad[oa]s?"
        rf"|salid[oa]s?)",
        rf"(?:tumbaron|volaron|arrancaron|sacaron de un golpe|botaron|tiraron) (?:\w+ ){{0,3}}{_TOOTH}",
        rf"{_TOOTH} (?:\w+ )?(?:avulsionad[oa]|en la mano)",
    ),
    "displaced_tooth": any_of(
        rf"{_TOOTH} (?:\w+ ){{0,3}}(?:colgando|metido hacia|torcido por|flojo por el golpe|se movio)"
    ),
    "mouth_injury": any_of(
        rf"(?:golpe\w*|pego|pegaron|pelotazo|codazo|patada|punetazo) (?:\w+ ){{0,4}}{FACE}",
        r"(?:cai|cayo|caido) (?:\w+ )?(?:de|sobre|contra) (?:\w+ )?(?:cara|boca|rostro|menton|barbilla)",
        r"(?:corte|cortada|herida) (?:\w+ ){0,2}(?:profund\w+|grande|abierta)",
        r"(?:se|me) (?:corto|corte|abrio|abri|mordio|mordi) (?:\w+ ){0,3}(?:labio|lengua)",
    ),
    "swelling": any_of(
        r"hinchad\w+|hinchazon\w*|hinch[oa]|hinchando|inflamad\w+|inflamacion|inflam[oa]|inflamando|bulto|como un globo"
    ),
    "abscess": any_of(r"abscesos?|flemon|pus|postemilla|infeccion|infectad[oa]s?|infecto"),
    "bleeding": any_of(r"sangrando|sangrado|sangra|sangro|sangre (?:en|de) la (?:boca|encia)"),
    "swallowed_object": any_of(
        rf"(?:trague|trago|tragado|tragaron) (?:\w+ ){{0,3}}(?:{_CROWN}|{_TOOTH}|bracket|alambre)"
    ),
    "severe_pain": any_of(
        rf"dolor(?:es)? (?:\w+ ){{0,4}}{_STRONG}|{_STRONG} dolor",
        r"(?:mucho|muchisimo|tanto|demasiado) (?:\w+ )?dolor|dolor(?:es)? de muerte",
        r"duelen? (?:\w+ ){0,6}(?:much\w+|muchisimo|un monton|horrible|terrible|fuerte|demasiado|bastante)",
        r"(?:mat[ao]|matando) (?:\w+ ){0,3}(?:dolor|muelas?|dientes?)|(?:dolor|muelas?|dientes?) (?:\w+ ){0,3}(?:mata"
        r"|matando)",
        r"(?:no|ya no) (?:\w+ )?(?:aguanto|soporto|resisto|aguanta|soporta) (?:\w+ ){0,4}(?:dolor|muela|diente)",
        r"(?:muero|muriendo|llor\w+|grit\w+) (?:del?|por el) dolor|no (?:deja|para) de doler",
        r"no (?:\w+ ){0,2}(?:dormir|dormi|duermo|comer|masticar) (?:\w+ ){0,4}(?:dolor|muela|diente)",
    ),
    "toothache": any_of(
        rf"dolor(?:es)? (?:\w+ ){{0,4}}{_SORE}",
        rf"duelen? (?:\w+ ){{0,4}}{_SORE}|{_SORE} (?:(?!no|ni)\w+ ){{0,3}}(?:duelen?|doliendo|adolorid\w+|punzando"
        rf"|late)",
        rf"(?:doliendo|punzadas?) (?:\w+ ){{0,4}}{_SORE}",
    ),
    "pain": any_of(r"dolor(?:es)?|duelen?|doliendo|adolorid[oa]s?"),
    "broken_tooth": any_of(
        rf"{_TOOTH} (?:(?!en|el|del|un)\w+ ){{0,4}}{_BROKEN}|{_BROKEN} (?:\w+ ){{0,3}}{_TOOTH}",
        rf"{_BREAKS} (?:\w+ ){{0,4}}{_TOOTH}|{_TOOTH} (?:\w+ ){{0,3}}se (?:me |le )?{_BREAKS}",
        rf"(?:pedazo|trozo|parte|pedacito) (?:\w+ ){{0,3}}{_TOOTH}",
    ),
    "lost_crown_or_filling": any_of(
        rf"{_WHO} (?:ha |han )?{_OUT} (?:\w+ ){{0,3}}{_CROWN}|{_WHO} (?:ha |han )?{_BREAKS} (?:\w+ ){{0,2}}{_CROWN}",
        rf"{_CROWN} (?:\w+ ){{0,4}}(?:se (?:me |le )?{_OUT}|{_OUT}|suelt[oa]|floj[oa])|(?:perdi|solto|despego"
        rf"|suelta) (?:\w+ )?{_CROWN}",
    ),
    "asks_for_emergency_visit": any_of(
        r"(?:cita|consulta|visita) (?:de |muy )?(?:emergencia|urgencia|urgente)|(?:emergencia|urgencia) dental"
        r"|es una (?:emergencia|urgencia)"
    ),
}
