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
    QUESTION = auto()


_VISIT = r"(?:appointments?|bookings?|visits?|slots?|reservations?)"
_SEND = r"(?:send|text|e-?mail|sms|message|forward|mail|whatsapp|resend)"
_STATED = r"(?<!can )(?<!could )(?<!may )(?<!should )(?<!when )"  # "can i have …" asks for one, "i have …" has it

_PATTERNS: dict[Intent, str] = {
    Intent.BOOK: (
        rf"\b(?:book|schedule|reserve|pencil|squeeze|sign up)\b|\b(?:a|an|one|any|new|another|for|want|need) {_VISIT}\b"
        r"|\bbooking for\b|\b(?:a|an|any|another) (?:\w+ ){1,2}appointments?\b"
    ),
    Intent.VISIT: (
        r"\bsee (?:the |a |your |dr\.? ?)?(?:dentist|doctor|hygienist|someone|somebody|lee)\b|\bto be seen\b"
        r"|\bcome (?:in|by|over)\b|\bget (?:me |him |her |us )?in\b|\bfit (?:me|him|her|us) in\b|\bcheck-?\s?ups?\b"
        r"|\bclean(?:ing|ed)\b|\bneed (?:a|the|to see a) (?:dentist|filling|crown)\b|\bconsultation\b"
        r"|\b(?:available|availability|openings?|free (?:on|at|slots?))\b|\b(?:anything|something) (?:on|free)\b"
    ),
    Intent.WANT: (
        r"\b(?:i(?:'d| would) (?:like|love|want)|i want|i wanna|i need|needs?|can (?:i|we|you|he|she)|could (?:i|we|you|he|she)"
        r"|may i|let's|let me|looking to|hoping to|trying to|please|wants)\b"
    ),
    Intent.CHANGE: (
        r"\b(?:instead|rather|mean|meant|make (?:it|that)|swap|postpone|correction|actually|wrong|mistake|not right)\b"
        r"|\b(?:different|another|other) (?:day|time|date)\b|\b(?:earlier|later|sooner)\b|\bwork(?:s)? better\b"
        r"|\bbetter\b|\bscratch that\b|\bno,? wait\b"
    ),
    Intent.RESCHEDULE: r"\b(?:reschedul\w+|mov(?:e|ing)|chang(?:e|ing)|switch|shift|push|bring \w+ forward)\b",
    Intent.ANOTHER: (
        r"\b(?:also|as well|another|one more|additional|a second|(?:second|separate|extra|new) (?:appointment|booking)"
        r"|two appointments|both of us)\b"
    ),
    Intent.DETAILS: (
        rf"\b{_SEND}\b(?: \w+){{0,4}} (?:me|us|details?|confirmation|it|that|this|them|info\w*|copy|everything|those|phone)\b"
        rf"|\b{_SEND} (?:me|us|it|that|this|them|details|over)\b|\bin writing\b|\bwritten\b|\bwrite (?:it|that|this) down\b"
        r"|\b(?:an?|the) (?:text|e-?mail|copy|summary|text message|confirmation (?:text|e-?mail|message))\b"
        r"|\b(?:get|have|want|need|like) (?:a |the |some )?(?:confirmation|details)\b"
    ),
    Intent.CANCEL: r"\b(?:cancel\w*|call off|delete|drop) (?!that,|policy)|\bcancel\b|\bcan't make (?:it|my)\b",
    Intent.EXISTING: (
        rf"{_STATED}\bi(?:'ve| have)(?: already)?(?: got)? an? (?:\w+ )?{_VISIT}\b|\bi had an? {_VISIT}\b"
        rf"|\b(?:about|late for|miss(?:ed|ing)?|confirm|check|remember|forgot|when(?:'s| is| was)|what time is) "
        rf"(?:my|our|the) (?:\w+ )?{_VISIT}\b|\b(?:my|our) (?:existing|current|upcoming|next|old) {_VISIT}\b"
    ),
    Intent.NEVER_MIND: (
        r"\bnever ?mind\b|\bforget (?:it|about it|that)\b|\bdon't (?:bother|worry)\b|\bleave it\b|\bnot any ?more\b"
        r"|\bchanged my mind\b|\b(?:i'll|let me) (?:call|ring) (?:you )?(?:back|again|later)\b|\bthink about it\b"
        r"|\bkeep (?:it|the (?:old|first)|that)\b"
    ),
    Intent.GOODBYE: (
        r"\b(?:good ?)?bye(?:[ -]?bye)?\b|\bsee (?:you|ya)\b|\btake care\b|\bhang(?:ing)? up\b|\btalk (?:to you )?(?:soon|later)\b"
        r"|\bhave an? (?:nice|good|great|lovely|wonderful) (?!time\b)\w+|\bgood night\b|\bcheerio\b|\bso long\b|\bciao\b"
        r"|\bthat(?:'s| is|'ll be| will be) (?:all|it|everything)\b.*\b(?:thank|thanks)|\bend (?:the|this) call\b"
    ),
    Intent.DONE: (
        r"\b(?:that|this)(?:'s| is|'ll be| will be| would be) (?:all|it|everything)\b|\bnothing (?:else|more)\b"
        r"|\bi'?m (?:all )?(?:done|set|good|finished)\b|\bwe'?re (?:all )?(?:done|set|good)\b|\ball (?:done|set|good)\b"
        r"|\bno more questions\b|\bthat(?:'s| is) what i needed\b"
    ),
    Intent.DECLINE: r"\bno,? (?:thanks|thank you|thx|that's (?:fine|okay|ok|perfect|great|good|it|all))\b|\bi'm good\b",
    Intent.NO: r"^\W*(?:no|nope|nah|not really|not now|no no|none|neither|nothing|i don't think so|negative)\b",
    Intent.YES: (
        r"^\W*(?:yes|yeah|yep|yup|sure|ok|okay|correct|right|exactly|please|of course|absolutely|definitely|fine|perfect"
        r"|great|sounds good|that works|that's (?:fine|good|right|great|perfect)|works for me|go ahead|please do)\b"
    ),
    Intent.THANKS: r"\b(?:thanks?|thank you|thx|cheers|much appreciated|appreciate it|grateful)\b",
    Intent.FINE: (
        r"\b(?:great|perfect|wonderful|lovely|ok|okay|got it|sounds good|excellent|alright|all right|awesome|cool|good"
        r"|brilliant|fantastic|super|i see|understood)\b"
    ),
    Intent.GREETING: r"\b(?:hello|hi|hey|hiya|howdy|greetings)\b",
    Intent.ROBOT: (
        r"\b(?:are you|is this|am i (?:talking|speaking) (?:to|with)|you're|you are|you a)\b.{0,30}"
        r"\b(?:robot|bot|machine|computer|ai|a\.i\.|human|real|recording|automated|chatbot|person|alive)\b"
    ),
    Intent.WHO: (
        r"\bwho(?:'s| is| are| am)\b.{0,12}\b(?:this|you|speaking|talking|i)\b|\bwhat(?:'s| is) your name\b|\bwho do i\b"
        r"|\b(?:is this|have i reached|did i reach|am i (?:calling|through to)|is that) (?:the )?"
        r"(?:bright|dentist|dental|clinic|right|doctor)|\b(?:which|what) (?:clinic|place|office|practice) is\b"
        r"|\bwhat (?:can|do) you (?:do|help)\b|\bhow can you help\b"
    ),
    Intent.HUMAN: (
        r"\b(?:talk|speak|connect|transfer|put)\b.{0,20}\b(?:human|person|someone|somebody|staff|receptionist|doctor"
        r"|dentist|operator|agent|representative|manager|through)\b|^\W*(?:human|operator|agent|representative)\b"
    ),
    Intent.REPEAT: (
        r"\b(?:repeat|say (?:that|it) again|come again|what was that|what did you (?:just )?say|didn't (?:catch|hear|get) (?:that|you|it)"
        r"|couldn't hear|can't hear|one more time|pardon|again,? please)\b|^\W*(?:what|huh|sorry|excuse me)\s*\?*$"
    ),
    Intent.CONFIRM: (
        r"\b(?:right|correct|yes|confirmed|booked)\s*\?\s*$|\b(?:is|was) (?:that|it|this) (?:on|at|for|the|this|next)?\b.*\?"
        r"|\bso (?:that's|it's|that is|i'm)\b|\b(?:when|what (?:time|day)) (?:is|was) (?:my|the|that|it)\b|\bam i booked\b"
        r"|\b(?:remind me|just to (?:confirm|check)|did you (?:book|get|say)|have you (?:booked|got))\b|\bdouble.?check\b"
    ),
    Intent.WAIT: (
        r"\b(?:hold on|hang on|one (?:moment|second|sec|minute)|just a (?:moment|second|sec|minute)|give me a|let me (?:check|see|think|look)"
        r"|wait(?: a (?:moment|second|minute))?|bear with me)\b"
    ),
    Intent.THERE: r"\b(?:are you (?:still )?there|anybody (?:there|here)|anyone (?:there|here)|can you hear me|you there)\b",
    Intent.PAIN: (
        r"\b(?:pain\w*|hurt\w*|tooth ?aches?|ach(?:e|es|ing)|bleed\w*|swollen|swelling|emergency|abscess|infect\w+|throbbing"
        r"|broken? (?:a |my )?(?:tooth|crown)|chipped|cracked|knocked out|fell out|sore)\b"
    ),
    Intent.TOPIC: (
        r"\b(?:insur\w+|cost\w*|price\w*|how much|pay\w*|charge\w*|credit card|fees?|address|located|location|directions|parking"
        r"|opening hours|your hours|what hours|are you open|are you closed|(?:do|when do) you (?:open|close)|medicare|medicaid"
        r"|x-?rays?|records?|prescription|whitening|braces|invisalign|refund|complain\w*|wheelchair|where are you|phone number"
        r"|bill|invoice|policy|antibiotics?|results?|weather|reviews?|vacanc\w+|jobs?)\b"
    ),
    Intent.WHICH_TIMES: (
        r"\b(?:what|which|when|any)(?: other)? (?:times?|days?|slots?|openings?|appointments?|dates?|else|options)\b.{0,30}"
        r"\b(?:have|available|free|open|got|there|possible|offer|do you|are|left)\b|\bwhen (?:are you|is) (?:free|available|open)\b"
        r"|\bwhat(?:'s| is| do you have) (?:available|free|open|the (?:earliest|next|soonest))\b|\bwhen can (?:i|you|he|she|we)\b"
        r"|\bwhat do you have\b|\b(?:next|first|earliest|soonest) (?:available|free|possible|appointment|opening|slot)\b"
        r"|\bdo you have (?:anything|something|any)\b"
    ),
    Intent.ANY_TIME: (
        r"\b(?:any ?time|any ?day|whenever|whichever|either(?: one)?|any of (?:those|them|these)|doesn't matter|don't mind|don't care"
        r"|you (?:choose|pick|decide)|up to you|no preference|as soon as possible|asap|first available|earliest|soonest)\b"
    ),
    Intent.SAME_NAME: r"\b(?:same (?:name|person)|for me|myself|me again|my(?:self)? too|it's me|me|same)\b",
    Intent.HOW_ARE_YOU: r"\bhow (?:are|'re) (?:you|things)\b|\bhow's it going\b|\bhow do you do\b|\bwhat's up\b",
    Intent.QUESTION: (
        r"\?|^\W*(?:(?:so|and|but|also|hi|hello|um|uh|well|ok|okay|sorry)\W+)*"
        r"(?:what|how|can|could|do|does|is|are|where|why|which|who|when|will|would|should|may)\b"
    ),
}
_COMPILED = {intent: re.compile(pattern, re.IGNORECASE) for intent, pattern in _PATTERNS.items()}
_NOT_WANTED = re.compile(
    rf"\b(?:don't|do not|no need|needn't|not)\b(?: \w+){{0,3}} (?:{_SEND}\b|in writing|written)"
    rf"|\b(?:i'll|i will|did you|i got|i received|got) (?:the |your |an? )?{_SEND}\b",
    re.IGNORECASE,
)


def intents(text: str) -> frozenset[Intent]:
    """Everything that the words of *text* express (the patterns know nothing of the conversation)."""
    found = {intent for intent, pattern in _COMPILED.items() if pattern.search(text)}
    if _NOT_WANTED.search(text):
        found.discard(Intent.DETAILS)
    return frozenset(found)
