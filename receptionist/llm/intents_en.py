"""What English utterances want: a pattern for each way of wanting it."""

from __future__ import annotations

from receptionist.llm.intents_en_visits import NOT_DETAILS, OPENING, RELATIVE, VISITS
from receptionist.llm.wanting import Intent, Patterns

__all__ = ["NOT_DETAILS", "PATTERNS", "RELATIVE"]

_UNIT = r"(?:moment|second|sec|minute)"
_NICE = r"(?:nice|good|great|lovely|wonderful)"
_ROBOT = r"(?:robot|bot|machine|computer|ai|a\.i\.|human|real|recording|automated|chatbot|person|alive)"
_CLINIC = r"(?:the )?(?:bright|dentist|dental|clinic|right|doctor)"
_STAFF = (
    r"front desk|reception|office|team|dr\.?|human|person|someone|somebody|staff|receptionist|doctor|dentist"
    r"|operator|agent|representative|manager"
)
_ASKS = r"(?:what|how|can|could|do|does|is|are|where|why|which|who|when|will|would|should|may)"

PATTERNS: Patterns = {
    **VISITS,
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
        r"\b(?:you|these) people (?:are|never|always|don't|can't)\b|\byou(?:'re| are) (?:unbelievable|hopeless)\b",
        r"\b(?:waited|waiting|on hold|sat (?:in|there)\b.{0,25}) for (?:hours|an hour|two hours|forever|ages)\b",
        r"\bfrustrat(?:ed|ing)\b|\boverc?harged me\b|\blawyer\b|\bthis is (?:insane|crazy|awful)\b",
    ),
    Intent.WRONG_NUMBER: (
        (
            r"(?<!gave you the )(?<!given you the )(?<!you have the )\bwrong (?:number|place|clinic|office|person"
            r"|line)\b"
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
        (
            r"\bwho(?:'s| is| are| am)\b.{0,12}\b(?:this|you|speaking|talking|i)\b(?!.{0,25}\b(?:appointment|with|see"
            r"|seeing)\b)"
            r"|\bwho do i (?!see|have)"
        ),
        r"\bwhat(?:'s| is) your name\b|\bwhat (?:can|do) you (?:do|help)\b|\bhow can you help\b",
        rf"\b(?:is this|have i reached|did i reach|am i (?:calling|through to)|is that) {_CLINIC}",
        r"\b(?:which|what) (?:clinic|place|office|practice) is\b",
    ),
    Intent.HUMAN: (
        rf"\b(?:talk|speak|chat|connect|transfer)\b(?: \w+){{0,3}} (?:{_STAFF})(?:\b|(?=\W))",
        (
            r"\bput me (?:through|on (?:to|with))\b|\bget me (?:(?:an?|the|your) (?:person|human|manager|supervisor"
            r"|operator)|some(?:body|one))\b"
        ),
        (
            rf"{OPENING}(?:an? )?(?:real |actual |live )?(?:human|person|operator|agent|representative"
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
        (
            r"\bwho(?:'s| is| am i| will i| do i)\b.{0,30}\b(?:with|see|seeing)\b|\bwhich (?:dentist|doctor) (?:is|am"
            r"|will|do)\b"
        ),
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
        r"\b(?:difference between|what does .{1,30} involve|how long (?:does|do|is|will)|what (?:is|are) an? \w+\?)",
        r"\b(?:insur\w+|cost\w*|price\w*|how much|pay\w*|charge\w*|credit card|fees?|bill|invoice|refund|policy)\b",
        r"\b(?:address|located|location|directions|parking|where are you|phone number|wheelchair)\b",
        r"\b(?:opening hours|(?:your|what) hours|are you (?:open|closed)|(?:do|when do) you (?:open|close))\b",
        r"\b(?:medicare|medicaid|x-?rays?|records?|prescription|whitening|braces|invisalign|antibiotics?|results?)\b",
        r"\b(?:reviews?|vacanc\w+|jobs?|holidays?|closures?|closed on|open on|wheelchair|stairs|elevator|(?-i:park))\b",
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
    Intent.HOW_ARE_YOU: (r"\bhow (?:are|'re) (?:you|things)\b|\bhow's it going\b|\bhow do you do\b|\bwhat's up\b",),
    Intent.QUESTION: (
        r"\?",
        rf"^\W*(?:(?:so|and|but|also|hi|hello|um|uh|well|ok|okay|sorry)\W+)*{_ASKS}\b",
    ),
}
