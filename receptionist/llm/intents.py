"""What an utterance wants, by the words in it."""

from __future__ import annotations

import re
from enum import Enum, auto


class Intent(Enum):
    """Something that an utterance can express; several at once are usual."""

    BOOK = auto()
    VISIT = auto()
    WANT = auto()
    CHANGE = auto()
    RESCHEDULE = auto()
    ANOTHER = auto()
    DETAILS = auto()
    CANCEL = auto()
    EXISTING = auto()
    NEVER_MIND = auto()
    GOODBYE = auto()
    DONE = auto()
    DECLINE = auto()
    NO = auto()
    YES = auto()
    THANKS = auto()
    FINE = auto()
    GREETING = auto()
    ROBOT = auto()
    WHO = auto()
    HUMAN = auto()
    REPEAT = auto()
    CONFIRM = auto()
    WAIT = auto()
    THERE = auto()
    PAIN = auto()
    TOPIC = auto()
    WHICH_TIMES = auto()
    ANY_TIME = auto()
    SAME_NAME = auto()
    HOW_ARE_YOU = auto()
    PROPOSAL = auto()
    RETRY = auto()
    RELATIVE = auto()
    QUESTION = auto()


RELATIVE = (
    r"(?:(?:step|grand)?(?:son|daughter|child|mother|father)|kid|husband|wife|partner|mom|mum|dad|brother|sister|friend"
    r"|girlfriend|boyfriend|niece|nephew|aunt|uncle|cousin|grandma|grandpa|neighbou?r|boss|fianc[eé]e?|baby|boy|girl"
    r"|(?:mother|father|son|daughter|brother|sister)-in-law)"
)
"""Whom a caller may book for, as a pattern."""

_VISIT = r"(?:appointments?|bookings?|visits?|slots?|reservations?)"
_SEND = r"(?:send|text|e-?mail|sms|message|forward|mail|whatsapp|resend|shoot|ping)"
_HAND = r"(?:(?:pop|drop|put|pass)(?:p?ing|ting)?|(?:fire|give|write)|(?:fir|giv|writ|send|shoot)ing)"
_OPENING = r"^\W*(?:(?:hi|hello|hey|yes|yeah|yep|um|uh|er|and|so|ok|okay|just|an?|dental|dentist)\W+)*"
_ENDING = r"\W*(?:(?:please|thanks|thank you|then|now|again)\W*)*$"
_STATED = r"(?<!can )(?<!could )(?<!may )(?<!should )(?<!when )"  # "can i have …" asks for one, "i have …" has it
_UNIT = r"(?:moment|second|sec|minute)"
_NICE = r"(?:nice|good|great|lovely|wonderful)"
_ROBOT = r"(?:robot|bot|machine|computer|ai|a\.i\.|human|real|recording|automated|chatbot|person|alive)"
_CLINIC = r"(?:the )?(?:bright|dentist|dental|clinic|right|doctor)"
_STAFF = r"dr\.?|human|person|someone|somebody|staff|receptionist|doctor|dentist|operator|agent|representative|manager"
_TIMES = r"(?:times?|days?|slots?|openings?|appointments?|dates?|else|options)"
_ASKS = r"(?:what|how|can|could|do|does|is|are|where|why|which|who|when|will|would|should|may)"
_I = r"(?:i|we|he|she)"

# Each is searched for in the whole utterance, case aside; the patterns know nothing of the conversation.
_PATTERNS: dict[Intent, tuple[str, ...]] = {
    Intent.BOOK: (
        r"\b(?:book|schedule|reserve|pencil|squeeze|sign up)\b",
        rf"\b(?:a|an|one|any|new|another|for|want|need) {_VISIT}\b",
        r"\b(?:need|want|get) one\b|\bhave one (?:too|for|as well)\b",
        rf"\bbooking for\b|{_OPENING}(?:appointments?|check-?ups?|booking){_ENDING}",
        r"\b(?:put|sign|mark) (?:me|us|him|her) (?:down|in|up)\b",
        r"\b(?:get|put|have) (?:me|us|something|anything|one|it) (?:in|into|on) (?:the|your) (?:diary|book|calendar)\b",
        r"\b(?:a|an|any|another) (?:\w+ ){1,2}appointments?\b",
    ),
    Intent.VISIT: (
        r"\bsee (?:the |a |your |dr\.? ?)?(?:dentist|doctor|hygienist|someone|somebody|lee)\b",
        r"\bto be seen\b",
        r"\bcome (?:in|by|over)\b",
        r"\bget (?:me |him |her |us )?in\b",
        r"\bfit (?:me|him|her|us) in\b",
        r"\bcheck-?\s?ups?\b|\bclean(?:ing|ed)\b|\bconsultation\b",
        r"\bneed (?:a|the|to see a) (?:dentist|filling|crown)\b",
        r"\b(?:available|availability|openings?|free (?:on|at|slots?))\b",
        r"\b(?:anything|something) (?:on|free)\b",
    ),
    Intent.WANT: (
        rf"\b(?:i(?:'d| would) (?:like|love|want)|i want|i wanna|needs?|wants|can {_I}|could {_I}|may i)\b",
        r"\b(?:let's|let me|looking to|hoping to|trying to|please)\b",
    ),
    Intent.CHANGE: (
        r"\b(?:instead|rather|mean|meant|make (?:it|that)|swap|postpone|correction|actually|wrong|mistake|not right)\b",
        r"\b(?:different|another|other) (?:day|time|date)\b",
        r"\b(?:earlier|later|sooner|better|scratch that|no,? wait)\b",
    ),
    Intent.RESCHEDULE: (r"\b(?:reschedul\w+|mov(?:e|ing)|chang(?:e|ing)|switch|shift|push|bring \w+ forward)\b",),
    Intent.ANOTHER: (
        r"\b(?:also|as well|another|one more|additional|a second|two appointments|both of us)\b",
        r"\b(?:second|separate|extra|new) (?:appointment|booking)\b",
    ),
    Intent.DETAILS: (
        rf"\b{_SEND}\b(?: \w+){{0,4}} (?:me|us|details?|confirmation|info\w*|copy|everything|those|phone)\b",
        rf"\b{_SEND} (?:me|us|it|that|this|them|over)\b",
        r"\bin writing\b|\bwritten\b|\bwrite (?:it|that|this) down\b",
        r"\b(?:an?|the) (?:text|e-?mail|copy|summary|confirmation (?:text|e-?mail|message))\b",
        r"\b(?:get|have|want|need|like) (?:me |us )?(?:an? |the |some |those |these |my )?(?:confirmation|details)\b",
        rf"\b{_HAND} (?:\w+ ){{0,2}}(?:details|confirmation|info\w*)\b",
        r"\b(?:in|by|via) (?:an? )?(?:message|text|e-?mail)\b",
        rf"{_OPENING}(?:the |my )?(?:details|confirmation){_ENDING}",
    ),
    Intent.CANCEL: (r"\bcancel(?:l?ing|l?ed)?\b|\bcall off\b|\bcan't make (?:it|my)\b",),
    Intent.EXISTING: (
        rf"{_STATED}\bi(?:'ve| have)(?: already)?(?: got)? an? (?:\w+ )?{_VISIT}\b|\bi had an? {_VISIT}\b",
        rf"\b(?:about|late for|miss(?:ed|ing)?|confirm|check|remember|forgot) (?:my|our|the) (?:\w+ )?{_VISIT}\b",
        rf"\b(?:when(?:'s| is| was)|what time is) (?:my|our|the) (?:\w+ )?{_VISIT}\b",
        rf"\b(?:my|our) (?:existing|current|upcoming|next|old) {_VISIT}\b",
    ),
    Intent.NEVER_MIND: (
        r"\bnever ?mind\b|\bforget (?:it|about it|that)\b|\bdon't (?:bother|worry)\b|\bnot any ?more\b",
        r"\bchanged my mind\b|\bthink about it\b|\bleave it\b|\bkeep (?:it|that|the (?:old|first))\b",
        r"\b(?:i'll|let me) (?:call|ring) (?:you )?(?:back|again|later)\b",
    ),
    Intent.GOODBYE: (
        r"\b(?:good ?)?bye(?:[ -]?bye)?\b|\bgood night\b|\bcheerio\b|\badios\b|\bso long\b|\bciao\b|\btake care\b",
        r"\bsee (?:you|ya)\b|\btalk (?:to you )?(?:soon|later)\b|\bhang(?:ing)? up\b|\bend (?:the|this) call\b",
        rf"\bhave an? {_NICE} (?!time\b)\w+",
    ),
    Intent.DONE: (
        r"\b(?:that|this)(?:'s| is|'ll be| will be| would be) (?:all|it|everything)\b",
        r"\bnothing (?:else|more)\b|\bno more questions\b|\bthat(?:'s| is) what i needed\b",
        r"\b(?:i'?m|we'?re) (?:all )?(?:done|set|good|finished)\b|\ball (?:done|set|good)\b",
    ),
    Intent.DECLINE: (
        r"\bno,? (?:thanks|thank you|thx|that's (?:fine|okay|ok|perfect|great|good|it|all))\b",
        r"\bi'm good\b",
    ),
    Intent.NO: (r"^\W*(?:no|nope|nah|not really|not now|none|neither|nothing|i don't think so|negative)\b",),
    Intent.YES: (
        r"^\W*(?:yes|yeah|yep|yup|sure|ok|okay|correct|right|exactly|please|of course|absolutely|definitely|fine)\b",
        r"^\W*(?:perfect|great|sounds good|that works|that's (?:fine|good|right|great|perfect)|works for me)\b",
        r"^\W*(?:go ahead|please do)\b",
    ),
    Intent.THANKS: (r"\b(?:thanks?|thank you|thx|cheers|much appreciated|appreciate it|grateful)\b",),
    Intent.FINE: (
        r"\b(?:great|perfect|wonderful|lovely|ok|okay|got it|sounds good|excellent|all ?right|awesome|cool|good)\b",
        r"\b(?:brilliant|fantastic|super|star|legend|amazing|i see|understood)\b",
    ),
    Intent.GREETING: (r"\b(?:hello|hi|hey|hiya|howdy|greetings)\b|\bgood (?:morning|afternoon|evening|day)\b",),
    Intent.ROBOT: (
        rf"\b(?:are you|is this|am i (?:talking|speaking) (?:to|with)|you're|you a)\b.{{0,30}}\b{_ROBOT}\b",
    ),
    Intent.WHO: (
        r"\bwho(?:'s| is| are| am)\b.{0,12}\b(?:this|you|speaking|talking|i)\b|\bwho do i\b",
        r"\bwhat(?:'s| is) your name\b|\bwhat (?:can|do) you (?:do|help)\b|\bhow can you help\b",
        rf"\b(?:is this|have i reached|did i reach|am i (?:calling|through to)|is that) {_CLINIC}",
        r"\b(?:which|what) (?:clinic|place|office|practice) is\b",
    ),
    Intent.HUMAN: (
        rf"\b(?:talk|speak|connect|transfer|put)\b.{{0,20}}\b(?:{_STAFF}|through)\b",
        r"^\W*(?:human|operator|agent|representative)\b",
    ),
    Intent.REPEAT: (
        r"\b(?:repeat|say (?:that|it) again|come again|what was that|one more time|pardon)\b",
        r"\bwhat did you (?:just )?say\W*$|\bwhat (?:were|are) (?:the|my) (?:options|choices|times)\b",
        r"\b(?:didn't|couldn't|can't|did not|cannot) (?:quite )?(?:catch|hear|get) (?:that|you|it|what)\b",
        r"^\W*(?:what|huh|sorry|excuse me)\s*\?*$|\bagain,? please\b",
    ),
    Intent.CONFIRM: (
        r"\b(?:right|correct|yes|confirmed|booked)\s*\?\s*$",
        r"\b(?:is|was) (?:that|it|this) (?:on|at|for|the|this|next)\b.*\?",
        r"\bso (?:that's|it's|that is|i'm)\b|\bam i booked\b|\bdouble.?check\b",
        r"\b(?:when|what (?:time|day)) (?:is|was) (?:my|the|that|it)\b",
        r"\brepeat (?:the|my) (?:appointment|booking|time|date|details)\b",
        r"\b(?:remind me|just to (?:confirm|check)|did you (?:book|get|say)|have you (?:booked|got))\b",
    ),
    Intent.WAIT: (
        rf"\b(?:hold on|hang on|one {_UNIT}|just a {_UNIT}|give me a|wait(?: a {_UNIT})?|bear with me)\b",
        r"\blet me (?:check|see|think|look)\b",
    ),
    Intent.THERE: (r"\b(?:are you (?:still )?there|(?:anybody|anyone) (?:there|here)|can you hear me|you there)\b",),
    Intent.PAIN: (
        r"\b(?:pain\w*|hurt\w*|tooth ?aches?|ach(?:e|es|ing)|bleed\w*|swollen|swelling|emergency|abscess|infect\w+)\b",
        r"\b(?:throbbing|chipped|cracked|knocked out|fell out|sore|broken? (?:a |my )?(?:tooth|crown))\b",
    ),
    Intent.TOPIC: (
        r"\b(?:insur\w+|cost\w*|price\w*|how much|pay\w*|charge\w*|credit card|fees?|bill|invoice|refund|policy)\b",
        r"\b(?:address|located|location|directions|parking|where are you|phone number|wheelchair)\b",
        r"\b(?:opening hours|(?:your|what) hours|are you (?:open|closed)|(?:do|when do) you (?:open|close))\b",
        r"\b(?:medicare|medicaid|x-?rays?|records?|prescription|whitening|braces|invisalign|antibiotics?|results?)\b",
        r"\b(?:complain\w*|weather|reviews?|vacanc\w+|jobs?)\b",
    ),
    Intent.WHICH_TIMES: (
        rf"\b(?:what|which|when|any)(?: other)? {_TIMES}\b.{{0,30}}\b(?:have|got|there|offer|do you|are|left)\b",
        rf"\b(?:what|which|when|any)(?: other)? {_TIMES}\b.{{0,30}}\b(?:available|free|open|possible)\b",
        rf"\bwhen (?:are you|is) (?:free|available|open)\b|\bwhen can (?:{_I}|you)\b|\bwhat do you have\b",
        r"\bwhat(?:'s| is| do you have) (?:available|free|open|the (?:earliest|next|soonest))\b",
        r"\b(?:next|first|earliest|soonest) (?:available|free|possible|appointment|opening|slot)\b",
        r"\bdo you have (?:anything|something|any)\b",
    ),
    Intent.ANY_TIME: (
        r"\b(?:any ?time|any ?day|whenever|whichever|either(?: one)?|any of (?:those|them|these)|no preference)\b",
        r"\b(?:doesn't matter|don't mind|don't care|you (?:choose|pick|decide)|up to you)\b",
        r"\b(?:as soon as possible|asap|first available|earliest|soonest)\b",
    ),
    Intent.SAME_NAME: (
        r"\b(?:the same|same (?:name|person)|for me|myself|me again|it's me|me)\b(?! (?:day|date|time))",
    ),
    Intent.HOW_ARE_YOU: (r"\bhow (?:are|'re) (?:you|things)\b|\bhow's it going\b|\bhow do you do\b|\bwhat's up\b",),
    Intent.PROPOSAL: (r"\b(?:what|how) about\b|\b(?:can|could) we (?:do|say|make)\b|\bthe day (?:after|before)\b",),
    Intent.RETRY: (r"\btry (?:it |that |this )?(?:again|once more|one more time)\b|\bretry\b",),
    Intent.RELATIVE: (rf"\bmy (?:\w+ )?{RELATIVE}\b",),
    Intent.QUESTION: (
        r"\?",
        rf"^\W*(?:(?:so|and|but|also|hi|hello|um|uh|well|ok|okay|sorry)\W+)*{_ASKS}\b",
    ),
}
_COMPILED = {intent: re.compile("|".join(patterns), re.IGNORECASE) for intent, patterns in _PATTERNS.items()}
_NOT_WANTED = re.compile(
    rf"\b(?:(?<!why )don't(?! suppose)|do not|no need|needn't|not)\b(?: \w+){{0,3}} (?:{_SEND}\b|in writing|written)"
    rf"|\b(?:i'll|i will|did you|i got|i received|got) (?:the |your |an? )?{_SEND}\b",
    re.IGNORECASE,
)


def intents(text: str) -> frozenset[Intent]:
    """Everything that the words of *text* express."""
    found = {intent for intent, pattern in _COMPILED.items() if pattern.search(text)}
    if _NOT_WANTED.search(text):
        found.discard(Intent.DETAILS)
    return frozenset(found)
