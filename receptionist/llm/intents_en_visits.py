"""What English utterances want of appointments: a pattern for each way of wanting it."""

from __future__ import annotations

from receptionist.llm.wanting import Intent, Patterns

RELATIVE = (
    r"(?:(?:step|grand)?(?:son|daughter|child|mother|father)|kids?|children|sons|daughters|parents|husband|wife|partner|mom|mum|dad|brother|sister|friend"
    r"|girlfriend|boyfriend|niece|nephew|aunt|uncle|cousin|grandma|grandpa|neighbou?r|boss|fianc[eé]e?|baby|boy|girl"
    r"|(?:mother|father|son|daughter|brother|sister)-in-law)"
)
"""Whom a caller may book for, as a pattern."""

_VISIT = r"(?:appointments?|bookings?|visits?|slots?|reservations?)"
_SEND = r"(?:send|text|e-?mail|sms|message|forward|mail|whatsapp|resend|shoot|ping)"
_HAND = r"(?:(?:pop|drop|put|pass)(?:p?ing|ting)?|(?:fire|give|write)|(?:fir|giv|writ|send|shoot)ing)"
OPENING = r"^\W*(?:(?:hi|hello|hey|yes|yeah|yep|um|uh|er|and|so|ok|okay|just|an?|dental|dentist)\W+)*"
_ENDING = r"\W*(?:(?:please|thanks|thank you|then|now|again)\W*)*$"
_STATED = r"(?<!can )(?<!could )(?<!may )(?<!should )(?<!when )"  # "can i have …" asks for one, "i have …" has it
_TIMES = r"(?:times?|days?|slots?|openings?|appointments?|dates?|else|options)"
_I = r"(?:i|we|he|she)"
_OTHER = rf"(?:he|she|they|my {RELATIVE})"
_KIDS = r"(?:two|three|four|both)(?: of)?(?: my| our| the)? (?:\w+ )?(?:kids|children|sons|daughters|boys|girls)"
_WHOSE = r"(?:my|our|the|his|her|their|an?)"

# Each is searched for in the whole utterance, case aside; the patterns know nothing of the conversation.

VISITS: Patterns = {
    Intent.BOOK: (
        r"\b(?:two|three|four|both|several|a couple of) (?:appointments|visits|cleanings|check-?ups)\b",
        r"\b(?:re-?)?(?:book|schedule|reserve|pencil|squeeze|sign up)\b",
        rf"\b(?:a|an|one|any|new|another|for|want|need) {_VISIT}\b",
        r"\b(?:need|want|get) one\b|\bhave one (?:too|for|as well)\b",
        rf"\bbooking for\b|{OPENING}(?:appointments?|check-?ups?|booking){_ENDING}",
        r"\b(?:put|sign|mark) (?:me|us|him|her) (?:down|in|up)\b",
        r"\b(?:get|put|have) (?:me|us|something|anything|one|it) (?:in|into|on) (?:the|your) (?:diary|book|calendar)\b",
        r"\b(?:a|an|any|another) (?:\w+ ){1,2}appointments?\b",
    ),
    Intent.VISIT: (
        r"\bteeth (?:looked at|checked|seen|done|fixed)\b",
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
        rf"{OPENING}(?:the |my )?(?:details|confirmation){_ENDING}",
    ),
    Intent.CANCEL: (
        r"\bcancel(?:l?ing|l?ed)?\b|\bcall (?:it |that )?off\b|\bcan't make (?:it|my|that|the)\b",
        (
            r"\b(?:won't|can't|cannot|not able to|unable to) (?:be able to )?(?:come|make it|attend|be there)\b"
            r"(?! (?:on|at|before|until|in|after|mon|tue|wed|thu|fri|sat|sun))"
        ),
        (
            rf"\b(?:get rid of|drop|delete|scrap) (?:my|the|that) (?:\w+ )?{_VISIT}\b|\bdon't need (?:my|the"
            rf"|that) {_VISIT}"
        ),
    ),
    Intent.EXISTING: (
        rf"{_STATED}\bi(?:'ve| have)(?: already)?(?: got)? an? (?:\w+ )?{_VISIT}\b|\bi had an? {_VISIT}\b",
        rf"\b(?:about|late for|miss(?:ed|ing)?|confirm|check|remember|forgot) (?:my|our|the) (?:\w+ )?{_VISIT}\b",
        rf"\b(?:my|our) (?:existing|current|upcoming|next|old) {_VISIT}\b",
    ),
    Intent.TELL: (
        r"\babout (?:an|my) appointment\b.{0,20}\bwhen\b",
        (
            r"\b(?:appointment|booking)\b.{0,40}\b(?:forgot(?:ten)?|(?:don't|can't) remember"
            r"|not sure)\b.{0,20}"
            r"\b(?:when|time|day)\b"
        ),
        (
            r"\b(?:forgot(?:ten)?|(?:don't|can't) remember|not sure)\b.{0,20}\b(?:when|time"
            r"|day)\b.{0,20}\b(?:appointment|booking)\b"
        ),
        rf"\bwhen {_WHOSE}(?: \w+){{0,2}} {_VISIT} (?:is|was)\b|\bwhat time i(?:'m| am) (?:booked|due|coming)\b",
        (
            rf"\b(?:when(?:'s| is| was)|what (?:time|day|date)(?:'s| is| was)"
            rf"|which day is) {_WHOSE}(?: \w+){{0,2}} {_VISIT}\b"
        ),
        (
            rf"\b(?:check|look up|find|see|confirm|remember|forgot|forgotten|double.?check|verify)\b.{{0,25}}\b{_WHOSE}"
            rf"(?: \w+){{0,2}} {_VISIT}\b"
        ),
        (
            r"\bwhat (?:appointments?|bookings?|do i have booked|(?:have i|i have|i've) (?:got )?booked)\b"
            r"(?!.{0,20}\b(?:available|free|open))"
        ),
        rf"\b(?:do|does|did|has) {_OTHER} (?:\w+ )?(?:have|got|make|made) (?:an? |any )(?:\w+ )?{_VISIT}\b",
        rf"\b(?:is|are|was) {_OTHER} (?:\w+ )?(?:booked|scheduled|down for)\b",
        r"\bdo i (?:still )?have (?:an? |any )(?:\w+ )?appointments?\b|\bwhen am i (?:booked|coming|due|scheduled)\b",
        r"\bwhat(?:'s| is) booked\b|\bwhen (?:do i|am i supposed to) come\b",
    ),
    Intent.SUPPOSED: (
        (
            r"\bwhat (?:happens |do i do )?if\b|\bif i (?:have|need|had|want|am|were|cancel|miss)\b|\bin case i\b"
            r"|\bpolicy\b|\bfees?\b"
            r"|\b(?:can|could|may) i (?:\w+ )?cancel\b[^.!]{0,25}\b(?:later|afterwards|any ?time|free of charge|if)\b"
        ),
    ),
    Intent.LATE: (
        (
            r"\b(?:running|be|am|i'm|we're|going to be|gonna be|arrive|arriving|get there)(?: a (?:bit|little)| about"
            r"| \w+ minutes)?"
            r" (?:\w+ ){0,4}late\b(?! (?:morning|afternoon|evening))|\brunning behind\b|\bstuck in (?:the )?traffic\b"
        ),
        (
            rf"\blate (?:for|to) (?:my|our|the|his|her) (?:\w+ )?{_VISIT}\b|\b(?:minutes?|hour) late\b|\bmy (?:train"
            rf"|bus) is late\b"
        ),
        r"\bwon't make it (?:on|in) time\b|\bmissed my (?:bus|train)\b",
    ),
    Intent.WAITING: (
        r"\bwait(?:ing)?[ -]?list\b|\bcancellation list\b|\bif (?:something|anything|a \w+) opens up\b",
        r"\b(?:call|let) me (?:know )?if (?:something|anything|someone)\b|\bon (?:the|a|your) list\b",
    ),
    Intent.NEW: (
        r"\bnew (?:patient|client|here|to (?:your|the) (?:clinic|practice|office))\b|\bi'm new\b|\bwe're new\b",
        r"\b(?:first|1st) (?:time|visit|appointment|check-?up|exam)\b|\bnever been (?:here|there|to|in|before|seen)\b",
        r"\b(?:haven't|hasn't|have not|has not) been (?:here|there|to you|in|before|seen)\b|\bjust moved\b",
    ),
    Intent.KNOWN: (
        (
            r"\b(?:existing|regular|returning|current|old|longtime|long-time) patient\b|\b(?:i've|i have"
            r"|we've) been (?:there|here|to you|"
            r"coming|with you)\b|\b(?:not|n't) (?:a )?new\b|\b(?:been|was) (?:here|there) before\b|\balready (?:a"
            r"|your) patient\b"
        ),
    ),
    Intent.CHILD: (
        rf"\b(?:for|bring(?:ing)?|book|see) {_KIDS}\b|\b{_KIDS}(?: \w+){{0,2}} (?:needs?|have to|are due)\b",
        (
            r"\b(?:my|our|a|for the|an?other) (?:\w+ ){0,2}(?:kid|kids|child|children|toddler|baby|little (?:one|boy"
            r"|girl)|boy|girl)\b"
        ),
        (
            rf"\b(?:(?:he|she|they)(?:'s| is|'re| are)|just turned|(?:just )?turning|aged?|who's|who is"
            rf"|{RELATIVE} \w+ is"
            rf"|{RELATIVE}(?:,? [A-Z]\w+)?,)"
            r" (?:now |only |just |about )?(?:[1-9]|1[0-7]|one|two|three|four|five|six|seven|eight|nine|ten|eleven"
            r"|twelve|thirteen|"
            r"fourteen|fifteen|sixteen|seventeen)(?: years?(?: old)?| year-old| yrs?|(?=\s*(?:[.,;!?]|$|and\b)))"
        ),
        (
            r"\b(?:[1-9]|1[0-7]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen"
            r"|fifteen"
            r"|sixteen|"
            r"seventeen)[ -](?:years?|yr)[ -]?old\b|\b(?:kid|child)(?:'s|ren's|s') (?:exam|check|first|visit"
            r"|appointment)"
        ),
    ),
    Intent.AFRESH: (
        (
            r"\bre-?book(?:ed|ing)?\b|\b(?:new|another|different) (?:one|appointment)\b"
            r"|\bmake an(?:other)? (?:new )?appointment\b"
        ),
        r"\bbook (?:an? (?:new )?appointment|again|one)\b",
    ),
    Intent.FOR_ANOTHER: (
        rf"\b(?:for|bring(?:ing)?|book|see) {_KIDS}\b|\b{_KIDS}(?: \w+){{0,2}} (?:needs?|have to|are due)\b",
        (
            rf"\b(?:for|bring|book|see|have) (?:my|our) (?:\w+ )?{RELATIVE}\b"
            rf"|\bmy (?:\w+ )?{RELATIVE}(?: \w+)? (?:needs?|has|wants|is due"
            r"|is due|should|would|could|can)\b|\bmy (?:\w+ )?(?:son|daughter|kid|child|husband|wife|mother|father|mom"
            r"|dad)'s\b"
        ),
    ),
    Intent.SOONEST: (
        (
            r"\b(?:as soon as (?:possible|you can)|asap|(?:first|next|earliest|soonest) (?:available|free|possible"
            r"|opening|slot|time)|"
            r"(?:the )?(?:earliest|soonest)(?= (?:you|that|i|we|appointment))|(?:the )?(?:earliest|soonest)\W*$"
            r"|right away|whenever you"
            r" can|whatever you have)\b"
        ),
    ),
    Intent.LATER: (
        (
            r"\b(?:any(?:thing)?|something|somewhat|a (?:bit|little)) later\b|\blater (?:in the day|that day|than)\b"
            r"|^\W*later\b"
        ),
    ),
    Intent.EARLIER: (
        (
            r"\b(?:any(?:thing)?|something|somewhat|a (?:bit|little)) (?:earlier|sooner)\b|\bearlier (?:in the day"
            r"|that day|than)\b"
            r"|^\W*(?:earlier|sooner)\b"
        ),
    ),
    Intent.NONE_OF_THEM: (
        (
            r"\b(?:none|neither|not any|no[nt]? any) of (?:those|them|these)\b|\b(?:those|these|they|that|it|none"
            r"|neither)"
            r"(?: all)? (?:don't|doesn't|won't|does not|do not|wouldn't|will|of (?:those|them"
            r"|these)) ?(?:really )?(?:work|suit|do|good)"
        ),
        r"^\W*(?:neither|none)\b|\bsomething else\b|\bcan't do (?:either|any)\b",
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
        r"\bwhoever (?:does|is|can|has|you|it)\b|\b(?:any|some)(?:one|body)(?: \w+)?(?:'s| is) (?:fine|ok|okay|good)\b",
    ),
    Intent.SAME_NAME: (
        r"\b(?:the same|same (?:name|person)|for me|myself|me again|it's me|me)\b(?! (?:day|date|time))",
    ),
    Intent.PROPOSAL: (r"\b(?:what|how) about\b|\b(?:can|could) we (?:do|say|make)\b|\bthe day (?:after|before)\b",),
    Intent.RETRY: (r"\btry (?:it |that |this )?(?:again|once more|one more time)\b|\bretry\b",),
    Intent.RELATIVE: (rf"\bmy (?:\w+ )?{RELATIVE}\b",),
}
NOT_DETAILS = (
    rf"\b(?:(?<!why )don't(?! suppose)|do not|no need|needn't|not)\b(?: \w+){{0,3}} (?:{_SEND}\b|in writing|written)"
    rf"|\b(?:i'll|i will|did you|i got|i received|got) (?:the |your |an? )?{_SEND}\b"
)
"""Where "send" is said of something that is not to be sent."""
