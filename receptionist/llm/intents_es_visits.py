"""What Spanish utterances want of appointments: a pattern for each way of wanting it."""

from __future__ import annotations

from receptionist.llm.wanting import Intent, Patterns

RELATIVE = (
    r"(?:hij[oa]s?|ni[nñ][oa]s?|espos[oa]|marido|mujer|pareja|madre|padre|mam[aá]|pap[aá]|herman[oa]|amig[oa]|novi[oa]"
    r"|sobrin[oa]|t[ií][oa]|prim[oa]|abuel[oa]|niet[oa]|suegr[oa]|vecin[oa]|jef[ea]|beb[eé])"
)
"""Whom a caller may book for, as a pattern."""

_VISIT = r"(?:citas?|consultas?|turnos?|horas?|reservas?|visitas?)"
_MAKE = r"(?:pedir|reservar|hacer|sacar|agendar|programar|concertar|tener|conseguir|apartar)"
_WISH = r"(?:quiero|quisiera|querr[ií]a|necesito|me gustar[ií]a|deseo|busco|puedo|podr[ií]a|quer[ií]a)"
_AGE = (
    r"(?:[1-9]|1[0-7]|un|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|diecis[eé]is)"
)

VISITS: Patterns = {
    Intent.BOOK: (
        rf"\b{_MAKE} (?:una|otra|la|mi)? ?{_VISIT}\b|\b(?:una|otra|la pr[oó]xima) {_VISIT}\b(?! a las)",
        r"\b(?:reservar|agendar|ap[uú]nt[ea]me|an[oó]t[ea]me|res[eé]rv[ea]me|resérvemela)\b|^\W*(?:una )?cita\b",
        rf"\b{_WISH} (?:una |otra )?cita\b",
    ),
    Intent.VISIT: (
        (
            r"\b(?:ver|visitar|ir) (?:al|a la|con el|con la) (?:dentista|doctora?|higienista)\b|\bque me (?:vea|atienda"
            r"|revise)n?\b"
        ),
        r"\b(?:limpieza|revisi[oó]n|chequeo|empaste|consulta|tapadura)\b|\b(?:puedo|podr[ií]a) (?:ir|venir|pasar)\b",
        r"\b(?:disponib\w+|libres?|hueco)\b",
    ),
    Intent.WANT: (rf"\b{_WISH}\b|\bpor favor\b",),
    Intent.CHANGE: (
        (
            r"\b(?:mejor|en vez|en lugar|otr[oa] (?:d[ií]a|hora|fecha)|equivoqu[eé]|quise decir|digo|m[aá]s (?:tarde"
            r"|temprano))\b"
        ),
        r"\bprefiero\b|\b(?:p[oó]nga|h[aá]ga|c[aá]mbie)l[oa]\b",
    ),
    Intent.RESCHEDULE: (
        (
            r"\b(?:cambiar|mover|reprogramar|aplazar|posponer|adelantar|retrasar|pasar)(?:l[ao])?\b(?! (?:por|de idea))"
            r"|\bc[aá]mbi[ea]me\b"
        ),
        r"\breagendar\b|\bcambio de (?:cita|hora|fecha)\b",
    ),
    Intent.ANOTHER: (r"\b(?:tambi[eé]n|otra (?:cita|m[aá]s)|adem[aá]s|una segunda|dos citas)\b",),
    Intent.DETAILS: (
        (
            r"\b(?:env[ií]|mand)\w*\b.{0,30}\b(?:detalles?|confirmaci[oó]n|datos|informaci[oó]n|todo|correo|mensaje"
            r"|texto|eso)\b"
        ),
        r"\b(?:me l[oa]s? (?:puede|podr[ií]a) (?:enviar|mandar)|(?:env[ií]|m[aá]nd)\w*mel[oa]s?)\b|\bpor escrito\b",
        r"^\W*(?:los )?detalles\b",
    ),
    Intent.CANCEL: (
        (
            r"\b(?:canc[eé]l|an[uú]l)\w*\b"
            r"|\bno (?:puedo|podr[eé]|voy a poder) (?:ir|venir|asistir|acudir|llegar)\b(?! (?:el|a las|antes|por))"
        ),
    ),
    Intent.EXISTING: (rf"\b(?:ya )?tengo (?:una )?{_VISIT}\b|\b(?:mi|nuestra) {_VISIT}\b|\bten[ií]a (?:una )?cita\b",),
    Intent.TELL: (
        r"\b(?:cu[aá]ndo|a qu[eé] hora|qu[eé] d[ií]a) (?:es|era|tengo|tenemos)\b(?: \w+){0,2} ?(?:cita)?",
        (
            r"\b(?:confirmar|verificar|saber|consultar|recordar|revisar) (?:\w+ )?(?:mi|la) cita\b"
            r"|\bno recuerdo\b.{0,20}\bcita\b"
        ),
        rf"\b(?:tiene|hizo|pidi[oó]) (?:[eé]l |ella |mi {RELATIVE} )?(?:una|alguna) {_VISIT}\b.*\?",
        r"\bqu[eé] citas? tengo\b|\btengo (?:alguna|una) cita\b.*\?",
    ),
    Intent.SUPPOSED: (r"\bqu[eé] pasa si\b|\bsi (?:tengo que|necesito|quiero|llego|cancelo|falto)\b|\bpol[ií]tica\b",),
    Intent.LATE: (
        (
            r"\b(?:voy|llegar[eé]|llego|llegar|vamos|llegaremos|voy a llegar)\b(?: \w+){0,4} (?:tarde|con retraso)\b"
            r"|\bme retras\w+\b"
        ),
        (
            r"\bminutos tarde\b|\b(?:atasco|tr[aá]fico)\b|\bvoy (?:con retraso|retrasad[oa])\b"
            r"|\bcon (?:\w+ )?minutos de retraso\b"
        ),
    ),
    Intent.WAITING: (r"\blista de espera\b|\bsi (?:se libera|queda libre|alguien cancela)\b",),
    Intent.NEW: (
        r"\b(?:paciente nuev[oa]|nuev[oa] paciente|soy nuev[oa]|primera (?:vez|visita|cita|consulta))\b",
        (
            r"\bnunca (?:he|hemos|ha) (?:ido|estado|venido)\b|\bno (?:he|ha) (?:ido|estado|venido) (?:nunca|antes"
            r"|ah[ií]"
            r"|all[ií])\b"
        ),
    ),
    Intent.KNOWN: (
        r"\bya (?:soy|era) paciente\b|\bya (?:he|hemos) (?:ido|estado|venido)\b|\bpaciente (?:antigu[oa]|habitual)\b",
    ),
    Intent.CHILD: (
        r"\b(?:mis?|nuestr[oa]s?|una?) (?:\w+ )?(?:ni[nñ][oa]s?|beb[eé]s?|peque[nñ][oa]s?|hijit[oa])\b",
        rf"\b(?:tiene|cumple|cumpli[oó]|de) (?:ya |solo )?{_AGE} (?:a[nñ](?:it)?os?|meses)\b",
    ),
    Intent.WHICH_TIMES: (
        (
            r"\b(?:qu[eé]|cu[aá]les|cu[aá]ndo|hay|tienen?)\b.{0,30}\b(?:libres?|disponib\w+|horas?|hueco|huecos|algo"
            r"|citas)\b"
        ),
        r"\bqu[eé] (?:horas?|d[ií]as?|tienen?)\b|\bcu[aá]ndo (?:puedo|podr[ií]a|puede|pueden)\b|\btienen? algo\b",
    ),
    Intent.ANY_TIME: (
        (
            r"\b(?:cualquier(?:a)?|cuando sea|me da igual|da lo mismo|la que sea|el que sea|no importa (?:el d[ií]a"
            r"|la hora))\b"
        ),
        r"\b(?:lo antes posible|cuanto antes|la primera (?:que|libre|disponible)|lo m[aá]s pronto)\b",
    ),
    Intent.AFRESH: (r"\b(?:otra|nueva|una nueva) cita\b|\bvolver a (?:pedir|reservar|sacar)\b",),
    Intent.FOR_ANOTHER: (
        r"\b(?:tengo|tenemos|para|traer a) (?:mis |a mis |los )?(?:dos|tres|cuatro) (?:hij[oa]s|ni[nñ][oa]s)\b",
        rf"\b(?:para|llevar a|traer a|atender a) (?:mi|nuestr[oa]) (?:\w+ )?{RELATIVE}\b",
        rf"\bmi (?:\w+ )?{RELATIVE}(?: \w+)? (?:necesita|tiene que|quiere|quisiera)\b",
    ),
    Intent.SOONEST: (
        (
            r"\b(?:lo antes posible|cuanto antes|lo m[aá]s pronto|la primera (?:que tenga|libre|disponible|hora)"
            r"|lo primero que tenga)\b"
        ),
    ),
    Intent.LATER: (r"\b(?:algo|un poco|alguna)? ?m[aá]s tarde\b",),
    Intent.EARLIER: (r"\b(?:algo|un poco)? ?(?:m[aá]s temprano|antes)\W*(?:\?|$|por favor)",),
    Intent.NONE_OF_THEM: (r"\bningun[oa]\b|\bno me (?:sirve|conviene|viene|va|quedan?)n?\b|^\W*otr[oa]\b",),
    Intent.SAME_NAME: (r"\b(?:a mi nombre|para m[ií](?! \w)|el mismo nombre|yo mism[oa])\b",),
    Intent.PROPOSAL: (r"\b(?:qu[eé] tal|y si|qu[eé] le parece)\b|\bal d[ií]a siguiente\b",),
    Intent.RETRY: (r"\b(?:int[eé]ntelo|pruebe|intente) (?:otra vez|de nuevo)\b",),
    Intent.RELATIVE: (rf"\b(?:mi|mis|nuestr[oa]) (?:\w+ )?{RELATIVE}\b",),
}
NOT_DETAILS = r"\bno (?:me )?(?:env[ií]|mand)\w+\b|\bno (?:hace falta|necesito) que\b"
"""Where "enviar" is said of something that is not to be sent."""
