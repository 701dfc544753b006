"""What callers say in English when it hurts, bleeds, swells or takes their breath."""

from __future__ import annotations

import re

from receptionist.domain.triage_words import Vocabulary, any_of

_TOOTH = r"(?:tooth|teeth|molars?|incisors?|canines?)"
_ITS_TOOTH = r"(?<!baby )(?<!milk )(?<!wisdom )(?<!first )(?<!false )(?<!primary )(?:tooth|teeth|molar)(?! brush)"
_SORE = r"(?:tooth|teeth|molars?|gums?|jaw|mouth|cheek|face|filling|crown|root canal|braces|extraction|socket)"
_FACE = r"(?:face|mouth|jaw|chin|tooth|teeth|lips?|head|nose)"
_CROWN = r"(?:crown|filling|cap|veneer|bridge|inlay|onlay)"
_VEHICLE = r"(?:car|truck|bus|bike|bicycle|motorcycle|motorbike|van|train|vehicle|scooter|taxi|cab|suv|tram|golf cart)"
_WHOSE = r"(?:my|his|her|their|our|your|the|a|an|one of \w+|both|two)"
_NOT = r"(?:can not|could not|will not|would not|does not|do not|did not|has not|have not|is not|not|never|refuses to)"
_HARD = (
    r"(?:trouble|difficulty|difficulties|problems?|issues?|hard time|struggl\w+|hard|harder|difficult|unable|not able)"
)
_HEAVILY = (
    r"(?:a lot|lots|heavily|heavy|badly|bad|profusely|non ?stop|everywhere|like crazy|so much|too much|very much"
    r"|uncontrollabl\w+|out of control|hard|constantly|continuously|for (?:\w+ ){0,3}(?:hours?|minutes|days?)"
    r"|all (?:day|night|morning|afternoon)|since \w+)"
)
_BADLY = (
    r"(?:severe|terrible|awful|horrible|excruciating|unbearable|intense|extreme|agonizing|bad|worst|sharp|stabbing"
    r"|throbbing|shooting|huge|crazy|insane|serious|constant|incredible|major|strong|so much|too much|a lot of|lots of"
    r"|real|considerable|massive)"
)

_SIGNS = {
    "trouble_breathing": any_of(
        r"can not (?:[a-z]+ ){0,2}breath(?:e|ing)?",
        r"could not (?:[a-z]+ ){0,2}breathe",
        r"(?:hardly|barely|scarcely) (?:able to )?(?:breath(?:e|ing)?|get any air)",
        rf"{_HARD} (?:\w+ ){{0,3}}(?:breathe|breathing)",
        r"short(?:ness)? of breath|(?:catch|get) (?:my|his|her|any|a) breath",
        r"(?:not|stopped|stops) breathing|can not (?:get|catch) (?:\w+ )?air",
        r"(?:am|is|are|was|started|starting|keeps?|feel\w*|like|not|he's|she's|i'm) (?:\w+ )?choking",
        r"gasping|suffocat\w+|wheezing|turning blue|lips are blue",
        r"(?:throat|airway|windpipe) (?:\w+ ){0,3}(?:clos(?:ing|ed|es)|tight\w*|blocked)",
        r"breathing (?:is|has become|feels|got|gets) (?:\w+ )?(?:hard|harder|difficult|labou?red|shallow)",
        r"(?:inhaled|aspirated|breathed in) (?:a|my|the|his|her|part|something)",
    ),
    "trouble_swallowing": any_of(
        r"can not (?:[a-z]+ ){0,2}swallow",
        r"(?:hardly|barely|scarcely) (?:able to )?swallow",
        rf"{_HARD} (?:\w+ ){{0,3}}swallow(?:ing)?",
        r"(?:hurts?|painful|pain) (?:\w+ ){0,2}(?:to swallow|when (?:i|he|she|we|they) swallows?|swallowing)",
        r"(?:could not|will not|would not|stopped) (?:[a-z]+ ){0,2}swallow(?:ing)?",
    ),
    "uncontrolled_bleeding": any_of(
        rf"(?:bleed\w*|blood) (?:\w+ ){{0,4}}{_NOT} (?:\w+ )?(?:stop\w*|slow\w*|controll\w*|clot\w*|letting up|easing)",
        rf"(?:{_NOT}|unable to|hard to) (?:\w+ ){{0,4}}(?:stop\w*|control\w*|slow\w*) (?:\w+ ){{0,3}}(?:bleed\w*|blood)",
        rf"(?:bleed\w*|bled) (?:\w+ ){{0,4}}{_HEAVILY}",
        r"(?:heavy|heavily|severe\w*|a lot of|lots of|so much|too much|tons of|uncontroll\w+|non ?stop|profuse\w*|constant\w*"
        r"|excessive\w*|massive) (?:\w+ )?(?:bleed\w*|blood)",
        r"(?:still|keeps?(?: on)?|kept) bleeding(?! (?:just |only )?(?:a |slightly|oozing))",
        r"blood (?:\w+ ){0,2}(?:pouring|gushing|everywhere|all over|spurting|running|pours)",
        r"(?:pouring|gushing|spurting|spitting|vomiting|coughing|swallowing|losing|choking on)(?: up| out)? (?:\w+ ){0,2}blood",
        r"soak\w* (?:\w+ ){0,4}(?:gauze|cotton|towels?|pads?|blood|tissues?)",
        r"mouth (?:\w+ ){0,2}full of blood|bleeding out|hemorrhag\w+",
    ),
    "facial_trauma": any_of(
        rf"(?:hit|struck|run over|ran over|knocked (?:down|over)) (?:\w+ ){{0,2}}by (?:\w+ ){{0,3}}{_VEHICLE}",
        rf"(?:{_VEHICLE}) (?:hit|struck|ran over|knocked down) (?:me|him|her|us|my \w+|our \w+)",
        r"(?:jaw|cheekbone|face|nose) (?:(?!tooth|teeth|crown|filling|molar|smile|not|never)\w+ ){0,4}"
        r"(?:broken|broke|fractured|dislocated|shattered|smashed|crushed|caved in)",
        r"(?:broke|broken|fractured|dislocated|shattered|smashed|crushed|busted)(?: up)? (?:my |his |her |a |the |their )?"
        r"(?:jaw|face|cheekbone|nose)",
        r"(?:broken|fractured|dislocated) (?:facial bones?|jaws?)|jaw fracture",
        r"(?:facial|face|head) trauma|(?:major|serious|severe|massive|terrible) (?:facial|face|mouth|jaw|head) injur\w+",
    ),
    "unconscious": any_of(
        r"(?:is|was|went|found|knocked|he's|she's|still) (?:\w+ )?(?:unconscious|unresponsive)",
        r"passed out|blacked out|knocked out cold|lost consciousness|(?:not|will not|is not) (?:responding|wake up|waking up)",
    ),
    "chest_pain": any_of(
        r"chest pains?|(?:pain|pressure|tightness) in (?:my|his|her|the) (?:\w+ )?chest|chest (?:\w+ )?(?:hurts?|hurting)",
        r"having a heart attack|having a stroke|(?:having|had) a seizure",
    ),
    "airway_swelling": any_of(
        r"(?:swell\w*|swollen|swelled) (?:\w+ ){0,5}(?:throat|tongue|neck|airway)",
        r"(?:throat|tongue|neck|airway) (?:\w+ ){0,4}(?:swollen|swell\w*|puff\w*)",
        r"eyes? (?:\w+ ){0,3}(?:swollen|swelling|swelled) shut|can not open (?:my|his|her) eyes?",
    ),
    "knocked_out_tooth": any_of(
        rf"(?:knock\w*|punch\w*|kick\w*) out (?:\w+ ){{0,4}}{_TOOTH}",
        rf"knock\w* (?:\w+ ){{0,5}}{_TOOTH} (?:\w+ ){{0,2}}out",
        rf"{_TOOTH} (?:\w+ ){{0,4}}(?:knocked|punched|kicked) (?:\w+ )?out",
        rf"{_ITS_TOOTH} (?:\w+ ){{0,3}}(?:fell|came|popped|flew|fallen|dropped|has come) (?:\w+ )?out",
        rf"{_ITS_TOOTH} (?:is|got) out(?! of)",
        r"lost (?:a|my|his|her|one of \w+) (?:front |permanent |adult |back |grown up )?(?:tooth|front teeth)(?! brush)",
    ),
    "displaced_tooth": any_of(
        rf"{_TOOTH} (?:\w+ ){{0,4}}(?:knocked (?:loose|crooked|sideways|back)|pushed (?:in|back|up)|hanging)",
        rf"(?:knocked|pushed) (?:\w+ ){{0,4}}{_TOOTH} (?:\w+ )?(?:loose|crooked|sideways|back|in)",
        rf"hanging (?:\w+ ){{0,3}}{_TOOTH}",
    ),
    "mouth_injury": any_of(
        r"(?:hit|punched|kicked|elbowed|smacked|smashed|bashed|banged|head ?butted|struck) (?:\w+ ){0,4}"
        r"(?:face|mouth|jaw|chin|teeth|tooth|lips?)",
        r"(?:fell|fallen|landed) (?:\w+ ){0,3}(?:face|mouth|chin|teeth)",
        r"(?:ball|bat|elbow|puck|fist|stick|knee|punch|blow|kick) (?:\w+ )?(?:to|in|into) (?:the|my|his|her) (?:face|mouth|jaw|teeth)",
        r"(?:cut|bit|tore|split) (?:\w+ ){0,3}(?:lip|tongue|gums?|cheek) (?:\w+ )?(?:open|deep\w*|badly|through)",
        r"(?:deep|big|huge|bad) (?:cut|gash|wound)",
    ),
    "swelling": any_of(
        r"swollen|swelling|swelled(?: up)?|swells up|puffed up|ballooned|like a (?:balloon|chipmunk|golf ball|baseball)",
        r"puffy (?:face|cheeks?|gums?|jaw|lips?)|(?:face|cheek|gums?|jaw|lips?) (?:\w+ ){0,2}puffy",
        r"(?:lump|bump) (?:\w+ ){0,3}(?:gums?|jaw|cheek|face)",
    ),
    "abscess": any_of(r"abscess\w*|pus|gum boil|infected|(?:tooth|gum|dental|jaw|mouth|root) infection|infection in"),
    "bleeding": any_of(
        r"bleeding(?! gums?)|bled|(?:blood|bloody) (?:in|from) (?:my|his|her|the) (?:mouth|gums?|spit|saliva)"
    ),
    "swallowed_object": any_of(
        rf"swallowed (?:\w+ ){{0,5}}(?:{_CROWN}|tooth|teeth|bracket|retainer|wire|denture|implant|needle|drill)"
    ),
    "severe_pain": any_of(
        rf"{_BADLY} (?:\w+ )?(?:pain|pains|toothache|tooth ache|ache)",
        r"pain (?:\w+ ){0,5}(?:unbearable|excruciating|terrible|awful|horrible|killing me|severe|intense|worse|extreme)",
        r"pain (?:\w+ ){0,3}(?:nine|ten|9|10)(?: out of (?:ten|10))?",
        rf"{_SORE} (?:\w+ ){{0,3}}killing (?:me|him|her|us)|hurting like|agony",
        r"hurt(?:s|ing)? (?:\w+ )?(?:so|really|too|very|pretty|real|super) (?:much|bad|badly)|hurts? (?:bad|badly|a lot|like|terribly)",
        r"(?:can not|could not|not able to|did not|have not) (?:\w+ ){0,2}(?:sleep|slept|eat|eaten|chew|bite) (?:\w+ ){0,6}"
        r"(?:pain|hurts?|tooth|toothache)",
        r"(?:can not|not) (?:\w+ )?(?:stand|take|bear|handle) (?:\w+ ){0,2}(?:pain|toothache|ache)",
        r"(?:screaming|crying|dying) (?:in|from|of|with) (?:\w+ )?(?:pain|toothache)",
    ),
    "toothache": any_of(
        r"tooth ?aches?",
        rf"{_SORE} (?:(?!but|not|if)\w+ ){{0,4}}(?:hurts?|hurting|ach(?:es?|ing)|throb\w*|sore|painful|killing me|pounding|in pain)",
        rf"(?:pain|pains|ache|aching|sore|hurts|hurting|throbbing|painful) (?:\w+ ){{0,4}}{_SORE}",
    ),
    "pain": any_of(
        r"pain(?! (?:free|management|relief|killers?|meds?|medication|control|pills?))|painful|aching|throbbing",
        r"hurts|hurting|(?:it|that|this|still|to) hurt",
    ),
    "broken_tooth": any_of(
        r"(?:broke|broken|break|chip|chipped|cracked|crack|fractured|split|shattered|snapped|busted) (?:(?!chair|phone|and)\w+ ){0,4}"
        rf"{_TOOTH}(?! brush)",
        rf"{_TOOTH} (?:\w+ ){{0,4}}(?:broke|broken|breaking|chipped|cracked|cracking|fractured|split|shattered|snapped|crumbl\w+)",
        rf"(?:piece|part|chunk|corner|half|bit) (?:\w+ ){{0,4}}{_TOOTH} (?:\w+ ){{0,3}}(?:off|out|missing)",
    ),
    "lost_crown_or_filling": any_of(
        rf"{_CROWN} (?:\w+ ){{0,5}}(?:fell|came|come|popped|fallen|broke|is|was|coming|falling)(?: right| just| all)?"
        r" (?:off|out|loose|lost)",
        rf"{_CROWN} (?:\w+ ){{0,3}}(?:broke|cracked|popped)",
        rf"(?:lost|broke|cracked|swallowed|knocked (?:out|off)) (?:{_WHOSE} )?(?:\w+ )?{_CROWN}",
    ),
    "asks_for_emergency_visit": any_of(
        r"(?:emergency|urgent) (?:dental |dentist |tooth )?(?:appointment|visit|slot|exam|opening|care)",
        r"dental emergency|(?:this|it|that) is (?:(?!not)\w+ )?an emergency",
    ),
}

_STARTS = (
    r"(?:i|my|it|he|she|his|her|we|they|their|there|that|this|the|you|your|do|does|can|could|is|are|what|now|thank|thanks"
    r"|please|hi|hello|one|our|no|not)"
)
_THINGS = (
    r"pain|pains|swelling|swollen|bleeding|fever|infection|trouble|problems?|difficulty|breathing|swallowing|bad|severe"
    r"|terrible|toothache|toothaches|discomfort|injury|injuries|blood|abscess|broken|chipped|cracked|knocked|loose"
)
_THROUGH = rf"any|more|much|real|really|actual|actually|visible|obvious|signs?|of|or|nor|and|with|at|all|in|dental|facial|{_THINGS}"
_BEYOND = (
    r"a|an|the|my|his|her|me|got|have|having|had|has|been|be|being|getting|feel|feeling|seem|seems|looks?|think|believe|see"
    r"|notice|noticed|it|is|there|that|yet|experiencing|currently|like|longer|anymore|i|he|she"
)
_CUES = (
    r"not|never|without|nor|neither|zero|free of|free from|hardly any|no longer|(?<!not )(?<!not yet )stopped|denies"
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
    signs=_SIGNS,
    together={
        "uncontrolled_bleeding": any_of(
            rf"(?:bleeding|blood|bleeds) (?:(?:it|that|this|which|and|just|they|still|so|really|i|we|the|bleeding) )*{_NOT}"
            r" (?:(?:get|make|seem|to|it|be|want) )*(?:stop\w*|slow\w*)",
        ),
        "facial_trauma": any_of(
            rf"(?:{_VEHICLE}|traffic|road) (?:accident|crash|wreck|collision) (?:\w+ ){{0,20}}(?:{_FACE}|bleed\w*)",
            rf"{_FACE} (?:\w+ ){{0,15}}(?:{_VEHICLE}|traffic|road) (?:accident|crash|wreck|collision)",
        ),
    },
    splits=re.compile(
        r"\||\b(?:but|although|though|however|because(?! of)|except|while|yet)\b"
        rf"|(?:,|\b(?:and|so|then)\b)(?= (?:(?:and|then|so|now|also|suddenly|well|,) )*{_STARTS}\b)"
    ),
    denied=_denied(""),
    denied_list=_denied("|,"),
    alternatives=any_of(r"or|nor"),
    more_than_ever=re.compile(r"^ (?:\w+ ){0,3}(?:like (?:this|that)|(?:this|that|so|as) (?:bad|much|badly)|before)\b"),
    resolved=re.compile(
        r"^(?: (?:in|on|of|my|the|face|jaw|gums?|tooth|mouth|has|have|is|are|was|all|finally|completely|now|already|just))*"
        r" (?:gone(?! down)|stopped|went away|gone away|went down|gone down|subsided|disappeared|healed|under control|over|resolved)\b"
        r"(?! (?:a (?:bit|little)|somewhat|slightly|for a))"
    ),
    back=re.compile(r"\b(?:start|came|come|began|begun)\w*(?: \w+)? (?:again|back)|is back|are back|again now\b"),
    past=any_of(
        r"last (?:year|month|summer|winter|spring|fall|autumn|time|visit)",
        r"(?:years|months|decades|a year|a month) (?:ago|back)|(?:in|back in) (?:19|20)\d\d|in the past|long ago",
        r"when i was (?:an? )?(?:\w+ )?(?:kid|child|little|young|younger|teen\w*|boy|girl|baby|in school|in college|\d+)",
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
        r" (?:treat|see|do|fix|handle|take|offer|deal with|repair|accept|work on|cover|provide|replace|save|reattach"
        r"|help (?:\w+ )?with|specialize)",
        r"how (?:do|would) you (?:treat|handle|fix)|what do you (?:do|charge) (?:for|about|with|when|if)",
        r"how much|what (?:does|do|would|is) (?:\w+ ){1,8}(?:cost|run)|price (?:of|for)|cost (?:of|for)|(?:is|are) (?:\w+ ){1,6}covered",
        r"what (?:counts|qualifies) as",
    ),
    personal=any_of(
        r"i|me|my|mine|we|us|our|he|she|his|her|now|today|tonight|asap|right away|immediately|son|daughter|husband|wife|kid"
    ),
    supposed=re.compile(
        r"\b(?:what if|what happens (?:if|when)|in case(?: of)?|just in case|worried (?:about|that)|prevent|avoid)\b"
    ),
    figurative=any_of(
        r"mouth breath\w+|blood (?:pressure|thinners?|tests?|type|sugar|work)|bleeding (?:disorder|edge|money|me dry)",
        r"(?:hard|tough|bitter|difficult) pill to swallow|swallow (?:that|the|this|a|those) (?:price|cost|bill|news|quote)s?",
        r"(?:price|cost|bill|news|quote|fee)s? (?:is |was |are )?(?:\w+ )?(?:hard|tough|difficult) to swallow",
        r"(?:a|such a|real|royal|bit of a) pain (?:to|in the|when|that)|no pain no gain|pains? me to|pain(?:ful|s)? points?",
        r"(?:does|do|will|would|did|can|might|is) (?:it|that|this|they|an? (?:\w+ )?\w+|the (?:\w+ )?\w+|fillings?|cleanings?"
        r"|extractions?|whitening|implants?|crowns?)(?: going to| gonna| usually)? (?:hurt|be painful|painful)",
        r"(?:going to|gonna|will|would|might) (?:not )?(?:hurt|be painful)|(?:can|could|would|will|does) not hurt to",
        r"hurts? (?:my|your|his|her) (?:feelings|wallet|pride|credit)|not to hurt|swelled? head",
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
    tender=any_of(r"sensitive|tender|sore|sharp edges?|aches?"),
)
