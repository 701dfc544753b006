"""What Spanish utterances want: a pattern for each way of wanting it. Accents may be missing, as in typed Spanish."""

from __future__ import annotations

from receptionist.llm.intents_es_visits import NOT_DETAILS, RELATIVE, VISITS
from receptionist.llm.wanting import Intent, Patterns

__all__ = ["NOT_DETAILS", "PATTERNS", "RELATIVE"]

_START = r"^\W*(?:(?:y|pues|bueno|hola|ah|oiga|disculpe|perd[oó]n|eh|s[ií]|ok)\W+)*"

PATTERNS: Patterns = {
    **VISITS,
    Intent.MESSAGE: (
        (
            r"\b(?:dejar|deje|dejarle|tomar|pasar)\w* (?:un|el|este) (?:mensaje|recado)\b|\bque me (?:llamen|devuelvan"
            r"|llame)\b"
        ),
        r"\b(?:ll[aá]m[ea]nme|me (?:pueden?|podr[ií]an?) (?:llamar|devolver))\b|\bd[ií]ga(?:n)?le al?\b",
    ),
    Intent.URGENT: (r"\burgente(?:mente)?\b|\bcuanto antes\b|\blo antes posible\b",),
    Intent.ANGRY: (
        (
            r"\b(?:rid[ií]cul[oa]|inaceptable|indignante|furios[oa]|enfadad[oa]|enojad[oa]|hart[oa]|verg[uü]enza"
            r"|p[eé]simo)\b"
        ),
        r"\b(?:queja|quejarme|reclam\w+|in[uú]til|mierda|joder|carajo|maldit[oa]|p[eé]rdida de tiempo|el colmo)\b",
    ),
    Intent.WRONG_NUMBER: (
        r"\b(?:n[uú]mero equivocado|me equivoqu[eé] de n[uú]mero|equivocad[oa] de n[uú]mero|marqu[eé] mal)\b",
        (
            r"\bno es (?:la|el) (?:pizzer[ií]a|banco|hotel|restaurante|farmacia|peluquer[ií]a|taller)\b|\bes (?:la|el)"
            r" (?:pizzer[ií]a|banco|hotel|restaurante|farmacia|peluquer[ií]a|taller)\b"
        ),
    ),
    Intent.IN_ENGLISH: (
        (
            r"\ben ingl[eé]s\b|\b(?:habla|hablan|hablas) ingl[eé]s\b|\b(?:in|speak) english\b|^\W*(?:english"
            r"|ingl[eé]s)\W*$"
        ),
    ),
    Intent.IN_SPANISH: (r"\ben espa[nñ]ol\b|\b(?:habla|hablan|hablas) espa[nñ]ol\b|\b(?:in|speak) spanish\b",),
    Intent.NEVER_MIND: (
        (
            r"\b(?:olv[ií]d\w+|no importa|d[eé]jelo|d[eé]jalo|ya no (?:quiero|la quiero)|cambi[eé] de (?:idea"
            r"|opini[oó]n))\b"
        ),
        r"\b(?:lo pensar[eé]|(?:vuelvo a llamar|llamar[eé]) (?:luego|m[aá]s tarde|despu[eé]s))\b",
    ),
    Intent.GOODBYE: (
        (
            r"\b(?:adi[oó]s|hasta (?:luego|pronto|ma[nñ]ana|la vista|entonces|el \w+)|nos vemos|chao|chau|que (?:le"
            r"|te) vaya bien)\b"
        ),
        r"\b(?:buenas noches)\W*$|\bque (?:tenga|pase) (?:un )?buen\w*\b|\bbye\b|\bcu[ií]dese\b",
    ),
    Intent.DONE: (
        (
            r"\b(?:eso es todo|es todo|nada m[aá]s|ser[ií]a todo|con eso (?:basta|es suficiente)|(?:ya )?est[aá] todo"
            r"|ya est[aá])\b"
        ),
    ),
    Intent.DECLINE: (r"\bno,? (?:muchas )?gracias\b",),
    Intent.NO: (r"^\W*(?:no|nada|ningun[oa]?|tampoco|para nada)\b",),
    Intent.YES: (
        (
            r"^\W*(?:s[ií]|claro|por supuesto|correcto|exacto|de acuerdo|vale|bueno|ok|okay|perfecto|est[aá] bien"
            r"|me parece bien)\b"
        ),
        r"^\W*(?:adelante|me (?:sirve|conviene|viene bien|va bien|quedo)|esa|ese|dale|muy bien|eso|por favor)\b",
    ),
    Intent.THANKS: (r"\b(?:gracias|se lo agradezco|muy amable)\b",),
    Intent.FINE: (
        (
            r"\b(?:perfecto|genial|estupendo|excelente|muy bien|vale|bien|bueno|de acuerdo|entendido|ok|okay"
            r"|qu[eé] bien"
            r"|maravilloso)\b"
        ),
    ),
    Intent.GREETING: (r"\b(?:hola|buen[oa]s? (?:d[ií]as?|tardes|noches)|buenas|al[oó]|qu[eé] tal)\b",),
    Intent.ROBOT: (
        (
            r"\b(?:es usted|eres|estoy hablando con|hablo con|es esto)\b.{0,25}\b(?:robot|m[aá]quina|persona|humano"
            r"|grabaci[oó]n|real)\b"
        ),
    ),
    Intent.WHO: (
        r"\b(?:qui[eé]n (?:es|habla)|con qui[eé]n hablo|c[oó]mo se llama usted|qu[eé] puede hacer)\b",
        r"\b(?:es|hablo con|estoy llamando a) (?:la |el )?(?:cl[ií]nica|dentista|consultorio)\b",
    ),
    Intent.HUMAN: (
        (
            r"\b(?:hablar|comunicarme|comun[ií]queme|p[aá]s[ea]me|ponerme|p[oó]ngame|conect\w+)\b.{0,25}\b(?:persona"
            r"|alguien|humano|"
            r"operador\w*|recepcionista|doctora?|dentista|gerente|encargad[oa]|dra?\.?)"
        ),
        (
            rf"{_START}(?:una? )?(?:persona|operador\w*|humano|agente|recepcionista|representante)\b|\bpersona (?:real"
            rf"|de verdad)\b"
        ),
    ),
    Intent.REPEAT: (
        (
            r"\b(?:repet\w+|repita\w*|otra vez|de nuevo|c[oó]mo (?:dijo|dice)|qu[eé] (?:dijo|dice)|no (?:le )?(?:o[ií]"
            r"|entend[ií]))\b"
        ),
        r"^\W*(?:c[oó]mo|mande|qu[eé]|perd[oó]n)\W*\?*$",
    ),
    Intent.CONFIRM: (
        r"\b(?:verdad|correcto|no|cierto)\s*\?\s*$|\b(?:entonces|as[ií] que) (?:es|queda|ser[ií]a|tengo)\b",
        r"\bqued[oó] (?:reservad|confirmad)\w+\b|\b(?:cu[aá]ndo|a qu[eé] hora) (?:es|era|qued[oó])\b",
    ),
    Intent.WAIT: (r"\b(?:un (?:momento|segundo|momentito|minuto)|esp[eé]r\w+|d[eé]jeme (?:ver|pensar|mirar))\b",),
    Intent.THERE: (r"\b(?:sigue ah[ií]|est[aá] ah[ií]|me (?:oye|escucha)|hay alguien)\b",),
    Intent.PAIN: (
        r"\b(?:dol\w+|duele\w*|me molesta|hinchad\w+|sangr\w+|roto|rota|infecci[oó]n|urgencia|emergencia)\b",
    ),
    Intent.TOPIC: (
        (
            r"\b(?:seguros?|aseguradora|cobertura|cubre|precios?|cuesta|cu[aá]nto (?:es|cuesta|sale|cobran)|pag\w+"
            r"|tarjeta|efectivo)\b"
        ),
        (
            r"\b(?:direcci[oó]n|d[oó]nde (?:est[aá]n?|queda)|ubicad\w+|estacionamiento|estacionar|aparcar|parqueadero"
            r"|horarios?)\b"
        ),
        (
            r"\b(?:abiert[oa]s?|abren|cierran|cerrad[oa]s?|festivos?|silla de ruedas|radiograf[ií]as?|historial"
            r"|expediente)\b"
        ),
        (
            r"\bqu[eé] (?:debo|tengo que|hay que|necesito|puedo) (?:llevar|traer)\b|\b(?:aceptan|toman|atienden) \w+"
            r"|\bpol[ií]tica\b"
        ),
        (
            r"\bqu[eé] (?:servicios|tratamientos|idiomas)\b|\b(?:medicaid|medicare|delta dental|cigna|aetna|metlife"
            r"|autob[uú]s|metro)\b"
        ),
    ),
    Intent.HOW_ARE_YOU: (r"\b(?:c[oó]mo (?:est[aá]|le va)|qu[eé] tal est[aá])\b",),
    Intent.QUESTION: (
        r"[?¿]",
        (
            rf"{_START}(?:qu[eé]|c[oó]mo|cu[aá]\w+|d[oó]nde|por qu[eé]|qui[eé]n|puede|pueden|podr[ií]a|tienen|hay"
            rf"|aceptan|es que)\b"
        ),
    ),
}
