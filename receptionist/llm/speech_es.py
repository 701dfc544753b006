"""What stands around the facts in Spanish."""

from __future__ import annotations

from receptionist.llm.ordinary_words import word_set
from receptionist.llm.speech import CONTACT, Speech, any_case

_HALVES = word_set("am pm a.m p.m a.m. p.m. mediodía mediodia o")
_NUMBER = r"una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce"
_DAY = r"(?:lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo)"

SPANISH_SPEECH = Speech(
    asides=(
        (any_case(r"[^.,;!?]*\b(?:falt[eé] a|no pude ir|se me pas[oó]|perd[ií] (?:la|mi) cita)\b[^.,;!?]*"), ","),
        (any_case(r"[,.]?\s*\b(?:e+h+|em+|este)\b[,.]+"), ""),
        (any_case(r",?\s*\bsi (?:es posible|se puede|puede ser|no es (?:mucha )?molestia|le parece(?: bien)?)\b"), ""),
        (any_case(r"(?:(?<=\bla)|(?<=\blas)|(?<=\bel)),\s*(?:a ver|d[eé]j[ea]me (?:ver|pensar)|no s[eé]),(?=\s)"), ""),
        (any_case(r"\bgracias por [^,.;!?]*"), ","),
        (any_case(r"\s*\bo (?:algo as[ií]|as[ií]|por ah[ií])\b"), ""),
        (any_case(r"\bbuen[oa]s? (?:d[ií]as?|tardes|noches)\b"), "hola"),
        (
            any_case(
                r"\bque (?:tenga|pase) (?:un )?buen\w* \w+|\b(?:hasta (?:luego|pronto|ma[nñ]ana)|nos vemos)\b[^.!?]*"
            ),
            ",",
        ),
        (
            any_case(
                rf"\bdesde (?:el |la )?\w+(?: pasad[oa])?|\b(?:el|la) (?:{_DAY}|semana|mes|a[nñ]o) pasad[oa]\b"
                r"|\b(?:ayer|anteayer|anoche)(?: por la (?:ma[nñ]ana|tarde|noche))?\b"
                r"|\bhace (?:\w+ ){1,2}(?:d[ií]as?|semanas?|mes(?:es)?|"
                r"horas?|a[nñ]os?)\b"
            ),
            ",",
        ),
        (CONTACT, ","),
        (any_case(r"\b(?:nac[ií]\w*|nacimiento|cumplea[nñ]os)\b[^.;!?]*"), ","),
        (any_case(rf"\b(?:tiene|cumple|de) (?:ya |solo )?(?:\d{{1,2}}|un|{_NUMBER}) (?:a[nñ](?:it)?os?|meses)\b"), ","),
    ),
    moved_from=any_case(r"\bdel? (?P<old>[^,.;!?]{2,40}?) (?:al?|para el?) (?=\w)"),
    moved_to="el",
    correction=any_case(
        r"[,.;!?]*\s*\b(?:no,? perd[oó]n|perd[oó]n,? no|no,? espere|espere,? no|quise decir|quiero decir|mejor dicho"
        r"|no,? mejor"
        r"|digo|corrijo|me equivoqu[eé](?! de n[uú]mero)|o mejor)\b[,.:]?\s*"
        r"|(?<=\w)\s*[,.;\u2013\u2014-]+\s*(?:no|perd[oó]n|mejor)\b[,.]?\s+"
    ),
    rejected=any_case(r"\bno (?:el |a |para )?(?P<what>[^,.;!?]{2,40})[,.;]\s*(?:sino |mejor )?(?=\w)"),
    clause=any_case(r"(?:[,;!?¿¡]|\.(?!\w))\s*|\s+pero\s+|\s+(?=(?:porque|as[ií] que)\s)"),
    impossible=any_case(r"\b(?:no (?:puedo|podr[eé]|me (?:sirve|va|viene|conviene))|imposible|ocupad[oa]|mal)\b"),
    reason=any_case(
        r"\b(?:porque|ya que|trabajo|estoy (?:fuera|de viaje|de vacaciones|trabajando)|tengo (?:que|un|una|el|la"
        r"|otro|otra))\b"
    ),
    listed=any_case(r"\s*(?:o|y|ni)\b"),
    no_time_yet=any_case(
        r"alg[uú]n momento|cualquier hora|(?:m[aá]s )?(?:tarde|temprano)|(?:despu[eé]s de|antes de) (?:comer|almorzar)"
    ),
    some_one=any_case(r"\b(?:la|el|esa|ese|esta|este) (?:una|otra|[uú]ltima)\b"),
    leads=r"a|al|el|para|para el|en",
    always_polite=word_set("por favor gracias entonces ok vale"),
    polite=word_set("""
    a la las el al de por favor gracias entonces vale ok sí si bueno mejor pues está bien sería perfecto me va viene
    para podría puede ser quizás tal vez digamos eso y que prefiero quisiera gustaría creo
    """),
    at_a_number=any_case(rf"\ba (?P<time>las? (?:\d{{1,2}}(?::\d\d)?|{_NUMBER})(?: y media| y cuarto)?)\b"),
    numberish=_HALVES
    | word_set("""
    una dos tres cuatro cinco seis siete ocho nueve diez once doce quince veinte treinta media cuarto y menos punto en
    """),
    halves=_HALVES,
    bare_lead="a las ",
    vague_date=any_case(
        rf"^(?!.*(?:\b{_DAY}\b|\d)).*\b(?:semanas?|mes(?:es)?)\b(?! desde)"
        r"|\b(?:cualquier|alg[uú]n|pronto|cuando|entre|hasta|antes|despu[eé]s del|o|finales|principios|mediados)\b"
        r"|\blos \w+s\b"
    ),
    vague_time=any_case(
        r"^\W*(?:(?:por|en|de|a) )?(?:la |el |primera hora de la |[uú]ltima hora de la )?(?:ma[nñ]ana|tarde|noche"
        r"|mediod[ií]a)\W*$"
        r"|\b(?:despu[eé]s|antes|entre|hasta|a partir|desde|temprano|m[aá]s tarde|cualquier|primera hora"
        r"|[uú]ltima hora|posible|pronto"
        r"|cuanto antes|momento|o)\b"
    ),
    exact_time=any_case(rf"\d|\b(?:{_NUMBER}|mediod[ií]a)\b"),
    nothing=any_case(r"\b(?:nada|ninguna|no puedo(?: ir| venir)?)\s*$"),
    not_word="no",
    neighbour=any_case(r"(?:el|al) d[ií]a siguiente"),
    part_of_day=any_case(r"(?:por |de |en )?la (?P<part>ma[nñ]ana|tarde|noche)"),
    in_the_part="de la",
    same=any_case(r"\b(?:mism[oa] (?P<part>d[ií]a|fecha|hora))\b"),
    same_time="hora",
    alike=any_case(r"^\W*y\b|\b(?:lo mismo|tambi[eé]n|ambos|los dos|las dos)\b(?! y)"),
    which=frozenset({"el", "este", "próximo", "proximo", "que", "viene"}),
)
