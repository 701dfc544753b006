"""What stands around the facts in English."""

from __future__ import annotations

from receptionist.llm.ordinary_words import word_set
from receptionist.llm.speech import CONTACT, Speech, any_case

_HALVES = word_set("am pm a.m p.m a.m. p.m. noon midday or")
_NUMBER = r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"

ENGLISH_SPEECH = Speech(
    asides=(
        (any_case(r"[^.,;!?]*\b(?:missed|didn't make it to|didn't show up|forgot about)\b[^.,;!?]*"), ","),
        (any_case(r"[,.]?\s*\b(?:u+h+|u+m+|uhm|erm?|hmm+)\b[,.]*"), ""),
        (
            any_case(
                r"(?:(?<=\bat)|(?<=\bon)|(?<=\bfor)),\s*"
                r"(?:let's see|let me (?:see|think)|you know|what was it|i don't know|say|i guess),(?=\s)"
            ),
            "",
        ),
        (
            any_case(
                r"\b(?:thanks|thank you|thx|cheers|sorry)(?: (?:so|very|ever so) much| a lot| again)? for [^,.;!?]*"
            ),
            ",",
        ),
        (any_case(r"\b(?:i|we|he|she|they|you|who)(?:'ve|'d| have| had)?(?: just| only)? sat\b"), ","),
        (
            any_case(
                r",?\s*\bif (?:you (?:don't|wouldn't) mind|you (?:can|could|please)\b|possible"
                r"|(?:it|that|this)(?:'s| is|'d be| would be| isn't| wouldn't be)(?: not)?(?: too)?(?: an?)?(?: much)?"
                r" (?:trouble|problem|bother|possible|ok|okay|all ?right))\b"
            ),
            "",
        ),
        (any_case(r"\s*\bor (?:so|something(?: like that)?|whatever|anything|thereabouts)\b"), ""),
        (any_case(r"\bgood (?:morning|afternoon|evening|day)\b"), "hello"),
        (
            any_case(
                r"\b(?:have|enjoy) (?:a|an|your) (?:(?:nice|good|great|lovely|wonderful) )\w+|\bgood night\b"
                r"|\b(?:see (?:you|ya)|talk to you)\b[^.!?]*"
            ),
            ",",
        ),
        (
            any_case(
                r"\bsince (?:last )?\w+|\blast (?:night|week|month|year|time|\w+day)\b|\bthis (?:morning"
                r"|afternoon) my\b"
                r"|\byesterday(?: (?:morning|afternoon|evening))?\b|\b(?:\w+ ){1,2}(?:days?|weeks?|months?|hours?"
                r"|years?) ago\b"
                r"|\bfor (?:the (?:last|past) )?\w+ (?:days|weeks|months|years)\b"
            ),
            ",",
        ),
        (CONTACT, ","),
        (any_case(r"\b(?:born|birthday|date of birth|d\.?o\.?b)\b[^.;!?]*"), ","),
        (
            any_case(
                r"\b(?:he|she|they)(?:'s| is|'re| are) (?:\d{1,2}|"
                + _NUMBER
                + r")(?: years?(?: old)?)?(?=\W*(?:$|[,.;!?]|and\b))"
            ),
            ",",
        ),
        (
            any_case(
                r"\b(?:\d{1,2}|"
                + _NUMBER
                + r")[ -](?:years?|yr|month)s?[ -]old\b|\b(?:aged?|turning|turned) (?:\d{1,2}|"
                + _NUMBER
                + r")\b"
            ),
            ",",
        ),
    ),
    moved_from=any_case(r"\bfrom (?P<old>[^,.;!?]{2,40}?) to (?=\w)"),
    moved_to="to",
    correction=any_case(
        r"[,.;!?]*\s*\b(?:no,? wait|wait,? no|wait,? sorry|no,? sorry|sorry,? no|oh,? wait|oh,? no|i mean|i meant"
        r"|or rather|make that"
        r"|(?<!n't )(?<!cannot )(?<!to )make it(?! (?:to|on time|in time|at all|there))"
        r"|scratch that|correction|i take that back|actually|not quite)\b[,.:]?\s*"
        r"|(?<=\w)\s*[,.;\u2013\u2014-]+\s*(?:no|nope|sorry|wait)\b[,.]?\s+"
    ),
    rejected=any_case(r"\bnot (?:on |at |for )?(?P<what>[^,.;!?]{2,40})[,.;]\s*(?:but |rather )?(?=\w)"),
    clause=any_case(r"(?:[,;!?]|\.(?!\w))\s*|\s+but\s+|\s+(?=(?:(?:be|')?cause|so)\s)"),
    impossible=any_case(
        r"\b(?:can't|cannot|can not|won't|not|doesn't|isn't|bad|no good|impossible|unavailable|taken|busy)\b"
    ),
    reason=any_case(
        r"\b(?:because|cause|(?:i'm|i am|we're|we are|i'll be) (?:at |on )?(?:away|work|working|holiday|vacation)"
        r"|(?:i've got|i have|i'm having) (?:to|an?|the|my|our|some))\b"
        r"(?!.*\b(?:free|open|opening|available|off|gap|break)\b)"
    ),
    listed=any_case(r"\s*(?:or|and|nor)\b(?!.*\b(?:would|will|is|works?|could|can|shall|let's|i'd|i'll)\b)"),
    no_time_yet=any_case(
        r"(?:some|any) ?time|(?:early|late)(?:r|ish)?|soon|whenever|(?:(?:after|before|around|about) )?lunch(?:time)?"
    ),
    some_one=any_case(r"\b(?:the|that|this|which|other|last) one\b"),
    leads=r"at|on|for",
    always_polite=word_set("please thanks then ok okay"),
    polite=word_set("""
    at around about maybe say let's let us um uh uhm er well ok okay yes yeah yep sure please thanks thank you works is
    fine good would be great perfect the how for make it i'd like to prefer guess ish sharp on can could we do instead
    rather change move actually no have then that better i'll take i think and but so
    """),
    at_a_number=any_case(
        rf"\bat (?P<time>(?:\d{{1,2}}(?::\d\d)?|{_NUMBER})(?: (?:thirty|fifteen|forty-five|o'clock))?)\b(?! (?:days"
        rf"|weeks|people))"
    ),
    numberish=_HALVES
    | word_set("""
    one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty forty-five fifty half
    quarter past to o'clock oclock
    """),
    halves=_HALVES,
    bare_lead="at ",
    vague_date=any_case(
        r"^(?!.*(?:\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\d|\b(?:first|second|third|\w+th)\b)).*"
        r"\b(?:week|weeks|month|months|weekend)\b"
        r"|\b(?:any|some|soon|whenever|earliest|soonest|or|either|between|until|by|before|end of|beginning of"
        r"|start of)\b"
        r"|(?<!day )(?<!week )\bafter\b|\bdays\b(?! (?:from|after))|\b(?:mon|tues|wednes|thurs|fri)days\b"
    ),
    vague_time=any_case(
        r"^\W*(?:some ?time |any ?time )?(?:in the |in |the |early |late |mid[- ]?|first thing |end of the |later "
        r"|at )*"
        r"(?:morning|afternoon|evening|mornings|afternoons|lunch ?time|lunch|day)\W*$"
        r"|\b(?:after|before|between|until|till|by|from|earliest|later|earlier|sooner|soon|asap|possible|whenever"
        r"|any ?time"
        r"|some ?time|first thing|end of the day|as late|or|onwards?|soonest)\b|^\W*(?:early|late)\W*$"
    ),
    exact_time=any_case(rf"\d|\b(?:{_NUMBER}|noon|midday|midnight|half past|quarter)\b"),
    nothing=any_case(r"\b(?:nothing|no appointments?|can't (?:do|make|come)(?: anything| it)?)\s*$"),
    not_word="not",
    neighbour=any_case(r"(?:(?:the |a )?day|a week) (?:after|before)"),
    part_of_day=any_case(r"(?:in the |the )?(?P<part>morning|afternoon|evening)"),
    in_the_part="in the",
    same=any_case(r"\bsame (?P<part>day|date|time)\b"),
    same_time="time",
    alike=any_case(r"^\W*and\b|\b(?:the same|same thing|needs one|too|as well|both|him|her)\b"),
    which=frozenset({"next", "this", "coming", "the"}),
)
