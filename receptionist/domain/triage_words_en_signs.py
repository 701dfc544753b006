"""What callers say in English when it hurts, bleeds, swells or takes their breath."""

from __future__ import annotations

import re
from collections.abc import Mapping

from receptionist.domain.triage_words import Sign, any_of

_TOOTH = r"(?:tooth|teeth|molars?|incisors?|canines?)"
_ITS_TOOTH = r"(?<!baby )(?<!milk )(?<!wisdom )(?<!first )(?<!false )(?<!primary )(?:tooth|teeth|molar)(?! brush)"
_SORE = r"(?:tooth|teeth|molars?|gums?|jaw|mouth|cheek|face|filling|crown|root canal|braces|extraction|socket)"
FACE = r"(?:face|mouth|jaw|chin|tooth|teeth|lips?|head|nose)"
_CROWN = r"(?:crown|filling|cap|veneer|bridge|inlay|onlay)"
VEHICLE = r"(?:car|truck|bus|bike|bicycle|motorcycle|motorbike|van|train|vehicle|scooter|taxi|cab|suv|tram|golf cart)"
_WHOSE = r"(?:my|his|her|their|our|your|the|a|an|one of \w+|both|two)"
NOT = r"(?:can not|could not|will not|would not|does not|do not|did not|has not|have not|is not|not|never|refuses to)"
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

SIGNS: Mapping[Sign, re.Pattern[str]] = {
    "trouble_breathing": any_of(
        r"can not (?:(?!hear|see|you)[a-z]+ ){0,2}breathe",
        r"can not (?:(?:really|even|seem to|hardly|barely|properly|fully) )?breath(?:ing)?",
        r"could not (?:[a-z]+ ){0,2}breathe",
        r"(?:hardly|barely|scarcely) (?:able to )?(?:breath(?:e|ing)?|get any air)",
        rf"{_HARD} (?:\w+ ){{0,3}}(?:breathe|breathing)",
        r"short(?:ness)? of breath|catch (?:my|his|her|any) breath",
        r"(?:not|stopped|stops) breathing|can not (?:get|catch) (?:\w+ )?air",
        r"(?:am|is|are|was|started|starting|keeps?|feel\w*|like|not|he's|she's|i'm) (?:\w+ )?choking(?! up with)",
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
        rf"(?:bleed\w*|blood) (?:\w+ ){{0,4}}{NOT} (?:\w+ )?(?:stop\w*|slow\w*|controll\w*|clot\w*|letting up|easing)",
        rf"(?:{NOT}|unable to|hard to) (?:\w+ ){{0,4}}(?:stop\w*|control\w*|slow\w*) (?:\w+ ){{0,3}}(?:bleed\w*|blood)",
        rf"(?:bleeding|bleeds|bled) (?:\w+ ){{0,4}}{_HEAVILY}",
        r"(?:heavy|heavily|severe\w*|a lot of|lots of|so much|too much|tons of|uncontroll\w+|non ?stop|profuse\w*"
        r"|constant\w*|excessive\w*|massive) (?:\w+ )?(?:bleed\w*|blood)",
        r"(?:still|keeps?(?: on)?|kept) bleeding(?! (?:just |only )?(?:a |slightly|oozing))",
        r"blood (?:\w+ ){0,2}(?:pouring|gushing|everywhere|all over|spurting|running|pours)",
        r"(?:pouring|gushing|spurting|spitting|vomiting|coughing|swallowing|losing|choking on)(?: up"
        r"| out)? (?:\w+ ){0,2}blood",
        r"soak\w* (?:\w+ ){0,4}(?:gauze|cotton|towels?|pads?|blood|tissues?)",
        r"full of blood|gauze (?:\w+ ){0,3}(?:soaked|red|bloody)|bleeding out|hemorrhag\w+",
    ),
    "facial_trauma": any_of(
        rf"(?:hit|struck|run over|ran over|knocked (?:down|over)) (?:\w+ ){{0,2}}by (?:\w+ ){{0,3}}{VEHICLE}",
        rf"(?:{VEHICLE}) (?:hit|struck|ran over|knocked down) (?:me|him|her|us|my \w+|our \w+)",
        r"(?:jaw|cheekbone|face|nose) (?:(?!tooth|teeth|crown|filling|molar|smile|not|never)\w+ ){0,4}"
        r"(?:broken|broke|fractured|dislocated|shattered|smashed|crushed|caved in)",
        r"(?:broke|broken|fractured|dislocated|shattered|smashed|crushed|busted)(?: up)? (?:my |his |her |a |the "
        r"|their )?(?:jaw|face|cheekbone|nose)",
        r"(?:broken|fractured|dislocated) (?:facial bones?|jaws?)|jaw fracture",
        r"(?:facial|face|head) trauma|(?:major|serious|severe|massive|terrible) (?:facial|face|mouth|jaw"
        r"|head) injur\w+",
    ),
    "unconscious": any_of(
        r"(?:is|was|went|found|knocked|he's|she's|still) (?:\w+ )?(?:unconscious|unresponsive)",
        r"passed out|blacked out|knocked out cold|lost consciousness|not (?:wake|waking) up",
    ),
    "chest_pain": any_of(
        r"chest pains?|(?:pain|pressure|tightness) in (?:my|his|her|the) (?:\w+ )?chest|chest (?:\w+ )?(?:hurts?"
        r"|hurting)",
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
        rf"{_ITS_TOOTH} (?:is|got) (?:(?:just|like|completely|totally|fully|all|the|way) ){{0,4}}out(?! of)",
        r"lost (?:a|my|his|her|one of \w+) (?:front |permanent |adult |back |grown up )?(?:tooth"
        r"|front teeth)(?! brush)",
        r"lost (?:two|three|both|several) (?:\w+ )?teeth",
    ),
    "displaced_tooth": any_of(
        rf"{_TOOTH} (?:\w+ ){{0,4}}(?:knocked (?:loose|crooked|sideways|back)|pushed (?:in|back|up)|hanging)",
        rf"(?:knocked|pushed) (?:\w+ ){{0,4}}{_TOOTH} (?:\w+ )?(?:loose|crooked|sideways|back|in)",
        rf"hanging (?:\w+ ){{0,3}}{_TOOTH}",
    ),
    "mouth_injury": any_of(
        r"(?:hit|punched|kicked|elbowed|smacked|smashed|bashed|banged|head ?butted|struck)"
        r" (?:(?:me|him|her|us|himself|herself|myself|son|daughter|husband|wife|kid|child|friend|in|on|against|with"
        r"|by|a|the|my|his|ball|bat|door|hard|front|own|really) ){0,6}(?:face|mouth|jaw|chin|teeth|tooth|lips?)",
        r"(?:fell|fallen|landed) (?:\w+ ){0,3}(?:face|mouth|chin|teeth)",
        r"(?:ball|bat|elbow|puck|fist|stick|knee|punch|blow|kick) (?:\w+ )?(?:to|in|into) (?:the|my|his|her) (?:face"
        r"|mouth|jaw|teeth)",
        r"(?:cut|bit|tore|split) (?:\w+ ){0,3}(?:lip|tongue|gums?|cheek) (?:\w+ )?(?:open|deep\w*|badly|through)",
        r"(?:lip|tongue|gums?|cheek) (?:\w+ ){0,2}(?:cut|split|torn) (?:\w+ )?open",
        r"deep (?:cut|wound)|gash",
    ),
    "swelling": any_of(
        r"swollen|swelling|swelled(?: up)?|swells up|puffed up|ballooned|like a (?:balloon|chipmunk|golf ball"
        r"|baseball)",
        r"puffy (?:face|cheeks?|gums?|jaw|lips?)|(?:face|cheek|gums?|jaw|lips?) (?:\w+ ){0,2}puffy",
        r"(?:lump|bump) (?:\w+ ){0,3}(?:gums?|jaw|cheek|face)",
    ),
    "abscess": any_of(
        r"abscess\w*|pus|gum boil|infected|(?:tooth|gum|dental|jaw|mouth|root) infection|infection in"
        r"|(?:have|got) an infection"
    ),
    "bleeding": any_of(
        r"bleeding(?! gums?)|bled|(?:blood|bloody) (?:in|from) (?:my|his|her|the) (?:mouth|gums?|spit|saliva)"
    ),
    "swallowed_object": any_of(
        rf"swallowed (?:\w+ ){{0,5}}(?:{_CROWN}|tooth|teeth|bracket|retainer|wire|denture|implant|needle|drill)"
    ),
    "severe_pain": any_of(
        rf"{_BADLY} (?:\w+ )?(?:pain|pains|toothache|tooth ache|ache)",
        r"pain (?:\w+ ){0,5}(?:unbearable|excruciating|terrible|awful|horrible|killing me|severe|intense|worse"
        r"|extreme)",
        r"pain (?:\w+ ){0,3}(?:nine|ten|9|10)(?: out of (?:ten|10))?",
        rf"{_SORE} (?:\w+ ){{0,3}}killing (?:me|him|her|us)|hurting like|agony",
        r"hurt(?:s|ing)? (?:\w+ )?(?:so|really|too|very|pretty|real|super) (?:much|bad|badly)|hurts? (?:bad|badly"
        r"|a lot|like|terribly)",
        r"(?:can not|could not|not able to|did not|have not) (?:\w+ ){0,2}(?:sleep|slept|eat|eaten|chew"
        r"|bite) (?:\w+ ){0,6}(?:pain|hurts?|tooth|toothache)",
        r"(?:can not|not) (?:\w+ )?(?:stand|take|bear|handle) (?:\w+ ){0,2}(?:pain|toothache|ache)",
        r"(?:screaming|crying|dying) (?:in|from|of|with) (?:\w+ )?(?:pain|toothache)",
    ),
    "toothache": any_of(
        rf"tooth ?aches?|{_SORE} pains?",
        rf"{_SORE} (?:(?!(?:but|not|if|no|never)\b)\w+ ){{0,4}}(?:hurts?|hurting|ach(?:es?|ing)|throb\w*|sore|painful"
        rf"|killing me|pounding|in pain)",
        rf"(?:pain|pains|ache|aching|sore|hurts|hurting|throbbing|painful) (?:\w+ ){{0,4}}{_SORE}",
    ),
    "pain": any_of(
        r"pain(?! (?:free|management|relief|killers?|meds?|medication|control|pills?))|painful|aching|throbbing",
        r"hurts|hurting|(?:it|that|this|still|started to|starting to) hurt",
    ),
    "broken_tooth": any_of(
        r"(?:broke|broken|break|chip|chipped|cracked|crack|fractured|split|shattered|snapped|busted)"
        r" (?:(?!(?:chair|phone|and|for|bill|payment|cost|appointment|up|with|about)\b)\w+ ){0,4}"
        rf"{_TOOTH}(?! brush)",
        rf"{_TOOTH} (?:\w+ ){{0,4}}(?:broke|broken|breaking|chipped|cracked|cracking|fractured|split|shattered"
        rf"|snapped|crumbl\w+)",
        rf"(?:piece|part|chunk|corner|half|bit) (?:\w+ ){{0,4}}{_TOOTH} (?:\w+ ){{0,3}}(?:off|out|missing|gone)",
    ),
    "lost_crown_or_filling": any_of(
        rf"{_CROWN} (?:\w+ ){{0,5}}(?:fell|came|come|popped|fallen|broke|is|was|coming|falling)(?: right| just| all)?"
        r" (?:off|out|loose|lost)",
        rf"{_CROWN} (?:\w+ ){{0,3}}(?:broke|cracked|popped)",
        rf"(?:lost|broke|cracked|swallowed|knocked (?:out|off)) (?:{_WHOSE} )?(?:\w+ )?{_CROWN}",
    ),
    "asks_for_emergency_visit": any_of(
        r"(?:emergency|urgent) (?:dental |dentist |tooth )?(?:appointment|visit|slot|exam|opening)",
        r"dental emergency|(?:this|it|that) is (?:(?!not)\w+ )?an emergency",
    ),
}
