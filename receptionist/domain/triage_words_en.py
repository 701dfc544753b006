"""What callers say in English that takes a sign back, moves it or cuts it off."""

from __future__ import annotations

import re

from receptionist.domain.triage_words import Vocabulary, any_of
from receptionist.domain.triage_words_en_signs import FACE, NOT, SIGNS, VEHICLE

_STARTS = (
    r"(?:i|my|it|he|she|his|her|we|they|their|there|that|this|the|you|your|do|does|can|could|is|are|what|now|thank"
    r"|thanks|please|hi|hello|one|our|no|not)"
)
_THINGS = (
    r"pain|pains|swelling|swollen|bleeding|fever|infection|trouble|problems?|difficulty|breathing|swallowing|bad|severe"
    r"|terrible|toothache|toothaches|discomfort|injury|injuries|blood|abscess|broken|chipped|cracked|knocked|loose"
)
_THROUGH = (
    rf"any|more|real|really|actual|actually|visible|obvious|signs?|of|or|nor|and|with|at|all|in|dental"
    rf"|facial|tooth|teeth|jaw|gums?|mouth|face|{_THINGS}"
)
_BEYOND = (
    r"a|an|the|my|his|her|me|got|have|having|had|has|been|be|being|getting|feel|feeling|seem|seems|looks?"
    r"|think that|believe that|think|believe|see|notice|noticed|it|is|there|yet|experiencing|currently|like|longer"
    r"|anymore|i|he|she"
)
_CUES = (
    r"not|never|without|nor|neither|zero|used to|free of|free from|hardly any|no longer|(?<!not )(?<!not yet )stopped"
    r"|denies"
)


def _denied(between: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?:\bno(?: (?:{_THROUGH}|longer{between}))*|\b(?:{_CUES})(?: (?:{_THROUGH}|{_BEYOND}{between}))*) ?$"
    )


ENGLISH = Vocabulary(
    spelled_out=(
        (re.compile(r"\bcan(?:no|'|)t\b"), "can not"),
        (re.compile(r"\bwon'?t\b"), "will not"),
        (re.compile(r"\b(is|are|was|were|do|does|did|has|have|had|could|would|should)n'?t\b"), r"\1 not"),
        (re.compile(r"\bain't\b"), "is not"),
        (re.compile(r"\bi'?m\b"), "i am"),
        (re.compile(r"\bive\b"), "i have"),
        (re.compile(r"\b(i|you|we|they)'(?:ve)\b"), r"\1 have"),
        (re.compile(r"\b(it|he|she|that|there|what)'s\b"), r"\1 is"),
        (re.compile(r"'ll\b"), " will"),
        (re.compile(r"'re\b"), " are"),
    ),
    signs=SIGNS,
    together={
        "uncontrolled_bleeding": any_of(
            rf"(?:bleeding|blood|bleeds) (?:(?:it|that|this|which|and|just|they|still|so|really|i|we|the"
            rf"|from|in|my|his|her|mouth|gums?|tooth|socket|there|a|bit|little|bleeding) )*{NOT}"
            r" (?:(?:get|make|seem|to|it|be|want) )*(?:stop\w*|slow\w*)",
        ),
        "facial_trauma": any_of(
            rf"(?:{VEHICLE}|traffic|road) (?:accident|crash|wreck|collision) (?:\w+ ){{0,20}}(?:{FACE}|bleed\w*)",
            rf"{FACE} (?:\w+ ){{0,15}}(?:{VEHICLE}|traffic|road) (?:accident|crash|wreck|collision)",
        ),
    },
    splits=re.compile(
        r"\||\b(?:but|although|though|however|because(?! of)|except|while|yet)\b"
        rf"|(?:,|\b(?:and|so|then)\b)(?= (?:(?:and|then|so|now|also|suddenly|well|,) )*{_STARTS}\b)"
    ),
    denied_inside=re.compile(r"\b(?:not|never|no longer)\b(?! (?:only|just))"),
    denied=_denied(""),
    denied_list=_denied("|,"),
    alternatives=any_of(r"or|nor"),
    more_than_ever=re.compile(r"^ (?:\w+ ){0,3}(?:like (?:this|that)|(?:this|that|so|as) (?:bad|much|badly)|before)\b"),
    resolved=re.compile(
        r"^(?: (?:in|on|of|my|the|face|jaw|gums?|tooth|mouth|has|have|is|are|was|finally|completely|now|already|just))*"
        r" (?:gone(?= (?:now|today|already|completely|since|away|thank)|$)|stopped|went away|(?:went|gone) down"
        r"|subsided|disappeared|healed|under control|resolved|over$)"
        r"(?! (?:a (?:bit|little)|somewhat|slightly|for a|me|him|her|us|to|into|my|the|his)\b)(?!\w)"
    ),
    back=re.compile(r"\b(?:start|came|come|began|begun)\w*(?: \w+)? (?:again|back)|is back|are back|again now\b"),
    past=any_of(
        r"last (?:year|month|summer|winter|spring|fall|autumn|time|visit)",
        r"(?:years|months|decades|a year|a month) (?:ago|back)|(?:in|back in) (?:19|20)\d\d|in the past|long ago",
        r"when i was (?:an? )?(?:\w+ )?(?:kid|child|little|young|younger|teen\w*|boy|girl|baby|in school|in college"
        r"|\d+)",
        r"as a (?:kid|child|teen\w*)",
    ),
    past_verb=any_of(
        r"had|got|was|were|broke|lost|knocked|chipped|cracked|hurt|fell|did|could|used to|came|bled|swelled|went|took"
    ),
    opening=re.compile(
        r"^(?:(?:so|well|um|uh|yes|about|like|back|a|few|couple|of|some|many|two|three|\d+|yeah|and|in) )*$"
    ),
    lasting=any_of(
        r"still|again|now|since|ever since|today|tonight|keeps?|than|where|which|from|after|started|began|every|ongoing"
    ),
    general=any_of(
        r"(?:do|does) (?:you|the dentist|the clinic|the office|your \w+|dr \w+)(?: guys| all| also| ever| even)*"
        r" (?:treat|see (?:patients|people|cases|kids|children|adults|anyone|someone)"
        r"|do|fix|handle|take|offer|deal with|repair|accept|work on|cover|provide|replace|save|reattach"
        r"|help (?:\w+ )?with|specialize)",
        r"how (?:do|would) you (?:treat|handle|fix)|what do you (?:do|charge) (?:for|about|with|when|if)",
        r"how much(?! (?:blood|bleed|swell|pain|is too))|what (?:does|do|would|is) (?:\w+ ){1,8}(?:cost|run)",
        r"(?:price|cost) (?:of|for)|(?:is|are) (?:\w+ ){1,6}covered",
        r"what (?:counts|qualifies) as",
    ),
    personal=any_of(
        r"i|me|my|mine|we|us|our|he|she|his|her|now|today|tonight|asap|right away|immediately|son|daughter|husband"
        r"|wife|kid"
    ),
    supposed=re.compile(
        r"\b(?:(?:what if|what happens (?:if|when))(?! (?:my|his|her|it is|he|she)\b)|in case)\b"
        r"|\b(?:prevent|avoid)(?: \w+)? ?$"
    ),
    figurative=any_of(
        r"(?:scared|afraid|frightened|fear) of (?:the |any )?(?:pain|hurting)|how painful|mouth breath\w+"
        r"|blood (?:pressure|thinners?|tests?|type|sugar|work)|bleeding (?:disorder|edge|money|me dry)",
        r"(?:hard|tough|bitter|difficult) pill to swallow|swallow (?:that|the|this|a|those) (?:price|cost|bill|news"
        r"|quote)s?",
        r"(?:price|cost|bill|news|quote|fee)s? (?:is |was |are )?(?:\w+ )?(?:hard|tough|difficult) to swallow",
        r"(?:a|such a|real|royal|bit of a) pain (?:to|in the|when|that)|no pain no gain|pains? me to|pain(?:ful"
        r"|s)? points?",
        r"(?:does|do|will|would|did|can|might|is) (?:it|that|this|they|an? (?:\w+ )?\w+|the (?:\w+ )?\w+|fillings?"
        r"|cleanings?"
        r"|extractions?|whitening|implants?|crowns?)(?: going to| gonna| usually)? (?:hurt|be painful|painful)",
        r"(?:going to|gonna|will|would|might) (?:not )?(?:hurt|be painful)|(?:can|could|would|will|does) not hurt to",
        r"hurts? (?:my|your|his|her) (?:feelings|wallet|pride|credit)|not to hurt|(?:swelled?|swollen) (?:head|ego)",
        r"(?:braces|whitening|cleaning|price|cost|traffic|phone|hold music|insurance|bill) (?:is |are )?killing me",
    ),
    elsewhere=any_of(
        r"ankles?|knees?|foot|feet|legs?|hands?|fingers?|wrists?|stomach|belly|shoulders?|hips?|elbows?|arms?|toes?"
        r"|lower back|back (?:pain|hurts|ache)|my back(?! (?:\w+ )?(?:tooth|teeth|molars?|gums?))|wallet|feelings"
    ),
    brushing=any_of(
        r"brush\w*|floss\w*|sometimes|occasionally|lately|from time to time|once in a while|every (?:time|day|morning)"
    ),
    unending=any_of(r"stop\w*|pour\w*|gush\w*|soak\w*"),
    tender=any_of(r"sensitive|tender|sore|sharp edges?|aches?|killing (?:me|him|her)"),
)
