"""What English utterances want: a pattern for each way of wanting it."""

from __future__ import annotations

from receptionist.llm.wanting import Intent, Patterns

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
_WHOSE = r"(?:my|our|the|his|her|their|an?)"

# Each is searched for in the whole utterance, case aside; the patterns know nothing of the conversation.
PATTERNS: Patterns = {
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
        (
            rf"\b(?:when(?:'s| is| was)|what (?:time|day|date)(?:'s| is| was)"
            rf"|which day is) {_WHOSE}(?: \w+){{0,2}} {_VISIT}\b"
        ),
        (
            rf"\b(?:check|look up|find|see|confirm|remember|forgot|forgotten|double.?check|verify)\b.{{0,25}}\b{_WHOSE}"
            rf"(?: \w+){{0,2}} {_VISIT}\b"
        ),
        (
            r"\bwhat (?:appointments?|bookings?|do i have booked|have i (?:got )?booked)\b(?!.{0,20}\b(?:available"
            r"|free|open))"
        ),
        r"\bdo i (?:still )?have (?:an? |any )(?:\w+ )?appointments?\b|\bwhen am i (?:booked|coming|due|scheduled)\b",
        r"\bwhat(?:'s| is) booked\b|\bwhen (?:do i|am i supposed to) come\b",
    ),
    Intent.SUPPOSED: (
        (
            r"\bwhat (?:happens |do i do )?if\b|\bif i (?:have|need|had|want|am|were|cancel|miss)\b|\bin case i\b"
            r"|\bpolicy\b|\bfees?\b"
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
    Intent.MESSAGE: (
        r"\b(?:leave|take|pass on|give (?:him|her|them)) (?:an?|my|the|this) (?:quick |short )?(?:message|note|word)\b",
        r"\b(?:call|phone|ring) (?:me|us) back\b|\bcall ?back\b|\bget back to me\b|\bgive me a (?:call|ring)\b",
        (
            r"\bcan (?:you|somebody|someone) (?:please )?(?:tell|let) (?:dr\.?|doctor|the (?:dentist|doctor|staff"
            r"|hygienist))"
        ),
        r"\b(?:tell|let) (?:dr\.? ?|doctor )\w+ (?:that|know)\b|\bhave (?:someone|somebody) (?:call|phone|ring)\b",
    ),
    Intent.URGENT: (r"\burgent(?:ly)?\b|\bas soon as possible\b|\basap\b|\bright away\b|\bcan't wait\b",),
    Intent.WAITING: (
        r"\bwait(?:ing)?[ -]?list\b|\bcancellation list\b|\bif (?:something|anything|a \w+) opens up\b",
        r"\b(?:call|let) me (?:know )?if (?:something|anything|someone)\b|\bon (?:the|a|your) list\b",
    ),
    Intent.ANGRY: (
        (
            r"\b(?:ridiculous|unacceptable|outrageous|furious|angry|pissed|disgust\w*|terrible service|useless"
            r"|incompetent)\b"
        ),
        r"\b(?:sick (?:and tired )?of (?:this|you|being|waiting|your)|fed up|waste of (?:my )?time|sick and tired)\b",
        r"\b(?:worst|rubbish) (?:clinic|service|dentist|place|experience)\b|\bwhat the (?:hell|heck|fuck)\b|\bdamn\b",
        r"\b(?:complain|complaint|how dare you|this is a joke|are you kidding me|nobody (?:ever )?(?:calls|answers))\b",
        (
            r"\b(?:fuck|shit|bullshit|crap|idiots?|stupid (?:machine|robot|thing|computer))\w*\b|\bso (?:rude|annoying"
            r"|frustrat)"
        ),
        r"\bfrustrat(?:ed|ing)\b|\boverc?harged me\b|\blawyer\b|\bthis is (?:insane|crazy|awful)\b",
    ),
    Intent.WRONG_NUMBER: (
        (
            r"(?<!gave you the )(?<!have the )(?<!got the )\bwrong (?:number|place|clinic|office|person|line)\b"
            r"|\bmisdial\w*\b|\bdialed (?:the )?wrong\b"
        ),
        (
            r"\bis(?:n't)? this (?:not )?(?:the )?(?:\w+'s )?(?:pizz\w*|bank|hotel|restaurant|garage|hair\w*|salon"
            r"|pharmacy|taxi|"
            r"vet\w*|police|school|gym|post office|library|hospital|plumb\w*|mario's|residence)\b"
        ),
        (
            r"\bdidn't mean to call (?:you|here)\b|\bmeant to call (?:some|my|the|a)\w*\b|\bnot the (?:dentist"
            r"|clinic) i wanted\b"
        ),
    ),
    Intent.IN_ENGLISH: (r"\bin english\b|\bspeak english\b",),
    Intent.IN_SPANISH: (
        r"\b(?:in|speak|speaks|talk|prefer|parle) (?:spanish|espa[nñ]ol)\b|\b(?:en|habla|hablan|hablas) espa[nñ]ol\b",
        r"^\W*(?:spanish|espa[nñ]ol)\b",
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
            r"fourteen|fifteen|sixteen|seventeen)(?: years?(?: old)?| year-old| yrs?|(?=\s*(?:[.,;!?]|$)))"
        ),
        (
            r"\b(?:[1-9]|1[0-7]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen"
            r"|fifteen"
            r"|sixteen|"
            r"seventeen)[ -](?:years?|yr)[ -]?old\b|\b(?:kid|child)(?:'s|ren's|s') (?:exam|check|first|visit"
            r"|appointment)"
        ),
    ),
    Intent.FOR_ANOTHER: (
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
    Intent.NEVER_MIND: (
        r"\bnever ?mind\b|\bforget (?:it|about it|that)\b|\bdon't (?:bother|worry)\b|\bnot any ?more\b",
        r"\bchanged my mind\b|\bthink about it\b|\bleave it\b|\bkeep (?:it|that|the (?:old|first))\b",
        r"\b(?:i'll|let me) (?:call|ring) (?:you )?(?:back|again|later)\b",
    ),
    Intent.GOODBYE: (
        (
            r"(?<!say )\b(?:good ?)?bye(?:[ -]?bye)?\b|\bgood night\b|\bcheerio\b|\badios\b|\bso long\b|\bciao\b"
            r"|\btake care\b"
        ),
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
        rf"\b(?:talk|speak|chat|connect|transfer)\b(?: \w+){{0,3}} (?:{_STAFF})(?:\b|(?=\W))",
        (
            r"\bput me (?:through|on (?:to|with))\b|\bget me (?:an?|the|your) (?:person|human|manager|supervisor"
            r"|operator)\b"
        ),
        (
            rf"{_OPENING}(?:an? )?(?:real |actual |live )?(?:human|person|operator|agent|representative"
            rf"|manager)(?: being)?"
            r"\b(?!\w* (?:of|who|with|for|called))"
        ),
        r"\b(?:real|actual|live|human) (?:person|human|being|voice|agent|receptionist)\b(?!\?)",
        r"\b(?:want|need|prefer|like|give me|get) an? (?:real |actual |live )?(?:person|human)\b",
        (
            r"(?:^|[,.;!?]\s*)(?:(?:no|just)\W+)?(?:an? )?(?:real |actual |live )?(?:human|person|operator|agent"
            r"|representative)"
            r"(?:,? (?:please|now))?\W*$"
        ),
        r"\bnot (?:to )?(?:talk(?:ing)? )?(?:to |with )?an? (?:robot|machine|computer|bot)\b",
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
        r"\b(?:reviews?|vacanc\w+|jobs?|holidays?|closures?|closed on|open on|wheelchair|stairs|elevator|park)\b",
        (
            r"\b(?:what|anything)\b.{0,25}\bbring\b|\bwhat (?:services|treatments|languages)\b|\b(?:new patients"
            r"|see (?:kids|children))\b"
            r"(?!.*\bi'm\b)|\b(?:paperwork|referral|financing|payment plan|delta dental|cigna|aetna|metlife|ppo|hmo"
            r"|subway|bus stop)\b"
        ),
        (
            r"\bdo you (?:take|accept|treat|have a|offer|validate)\b|\bhow (?:do|can|would) i (?:get there|get to"
            r"|find you|pay)\b"
        ),
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
NOT_DETAILS = (
    rf"\b(?:(?<!why )don't(?! suppose)|do not|no need|needn't|not)\b(?: \w+){{0,3}} (?:{_SEND}\b|in writing|written)"
    rf"|\b(?:i'll|i will|did you|i got|i received|got) (?:the |your |an? )?{_SEND}\b"
)
"""Where "send" is said of something that is not to be sent."""
