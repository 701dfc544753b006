"""Words that are not somebody's name, however much the sentence around them looks like an introduction."""

from __future__ import annotations


def word_set(*texts: str) -> frozenset[str]:
    """The words of the texts."""
    return frozenset(" ".join(texts).split())


_FUNCTION_WORDS = """
a about above actually after afterwards again ago ahead all almost already also although always am an and another any
anybody anyone anything anytime anyway are aren't around as at away back be because been before behind being below
between both but by can can't cannot could couldn't did didn't do does doesn't doing don't done down during each
either else enough etc even ever every everybody everyone everything exactly few first for from further had has have
haven't having he he's her here here's hers him his how how's i i'd i'll i'm i've if in instead into is isn't it it's
its itself just last later least less let let's like lot lots many maybe me might mine more most much must my myself
neither never next no nobody none nope nor not nothing now of off often on once one only or other others our ours out
over own perhaps please pretty probably quite rather really right same second shall she she's should shouldn't since
so some somebody someone something sometime soon still such than that that's the their them then there there's these
they they're thing things third this those though three through to today together tomorrow tonight too two u uh uhm um
umm under until up upon us usually very was wasn't we we'd we'll we're we've were weren't what what's whatever when
whenever where where's which while who who's whoever whole whom whose why with within without won't would wouldn't ya
yea yeah yep yes yesterday yet you you'd you'll you're you've your yours yourself
"""
_TIME_WORDS = """
afternoon am april asap august clock date day daily days december early earlier earliest evening february four five
six seven eight nine ten eleven twelve fifteen thirty forty friday half holiday hour hours january july june late
latest march midday midnight minute minutes moment monday month months morning night noon november o'clock october
past pm quarter saturday second september spring summer sunday thursday time times today tomorrow tuesday wednesday
week weekday weekdays weekend weeks winter year years
christmas xmas easter thanksgiving halloween hanukkah passover ramadan eid diwali kwanzaa juneteenth eve
"""
_VERBS = """
appreciate ask asking assume bleed bleeding book booked booking born bring broke broken call called caller calling
came cancel cannot change changed check checking chipped choose come coming confirm confirmed correct cost cracked do
email excuse find fine fix fixed flying forget forgot forward found get getting give given go goes going gonna got
gotta guess happen happened happy hang hate hear hearing heard help hold hope hoping hurt hurting hurts interested
keep know lemme live living listen look looking love made make making matter mean meant move moved moving need needed
needing needs open ok okay pay phone phoning pick prefer put reach reaching remember repeat reschedule reserve return
ring ringing running said say saying schedule see seeing seem send sent set sit sound sounds speak speaking start stay
stop suit suits sure switch take taking talk talking tell text thank thanks think thinking told try trying turn
understand use visit wait waiting wanna want wanted wanting wants was will wish wonder wondering work working works
write wrong
"""
_CONDITIONS = """
able afraid allergic alone amazing anxious available awesome bad better best big brilliant bit busy certain clear
confused cool curious dead deaf delighted diabetic different difficult disabled easy embarrassed excellent extra
fantastic flexible fabulous free full glad good gorgeous grand great hungry huge ill important impossible in-pain
injured kind kinda kidding little long lovely lost low lucky mad marvelous marvellous married miserable much nervous
new nice old outside over overdue perfect pleasant pleased pregnant pretty private quick quiet ready real regular
retired rubbish sad scared serious several short sick silly single sleepy slow small sore sorry stuck super swell
swollen terrible terrified thankful thirsty tired trouble unable unavailable unhappy unsure unwell upset urgent
urgently used useless weak well welcome whatever wonderful worried worse worst young joking unemployed uninsured
insured covered
"""
_CLINIC_WORDS = """
abscess address agent ache adult adults appointment appointments assistant assistance baby bot braces bridge bright
brother brother-in-law business bye cavity child children checkup check-up cheers clean cleaning clinic computer
confirmation consult consultation cousin crown cosmetic crowns dad daughter dental dentist dentistry dentures denture
desk details doc doctor doctors emergency exam examination example everyone's extraction family father female filling
fillings folks follow-up followup friend gentleman girl girlfriend boyfriend goodbye grandma grandpa granddaughter
grandson guy guys gum gums hello hey hi hiya howdy human husband hygiene hygienist implant implants info information
insurance invisalign jaw job kid kids lady lunch machine madam ma'am male man mate medicaid medicare molar mom mother
mum mouth name name's names neighbor neighbour nephew nerve niece number nurse office operator order pain painful
parents partner patient patients person people phone place plan price prices procedure question questions receptionist
record referral relative robot root reason school scan service sir sister site slot slots smile son son's spot staff
surgery teeth tooth toothache treatment tour uncle aunt veneers whitening wife wisdom woman x-ray xray ai english
spanish french bank bit chance couple group kind sake two-thirty today's lately recently immediately myself reception
dang damn hell god goodness heaven heavens gosh oh ooh ah aha alright er erm hmm hm huh pardon nah okey-dokey oops
ouch wow yay yo yup hurry course afterall asap absolutely
hola gracias adios furious ridiculous alone running late traffic existing
returning definitely certainly obviously basically literally honestly
unfortunately hopefully apparently indeed splendid superb terrific sweet neat lovely fab bingo bravo gotcha righto
understood legend mercy lord cheers heaps loads upper lower front bottom top side canine incisor premolar enamel
bonding sealant
fluoride retainer aligner aligners guard cosmetic
"""

ORDINARY = word_set(_FUNCTION_WORDS, _TIME_WORDS, _VERBS, _CONDITIONS, _CLINIC_WORDS)
"""Lower-case words that are taken as a name nowhere, unless `ALSO_NAMES` has them and the sentence capitalises them."""

ALSO_NAMES = word_set("""
april august may june summer dawn will mark bill grace hope faith joy rose art rich frank grant chase drew pat sue guy
young church king love moody noble price sharp swift wise winter
spring friday sunday tuesday eve easter christian lee page cook baker mason miles jack julio abril domingo
""")

PARTICLES = word_set("van von der den de del della di da dos du la las los le el bin ibn ter ten y")
"""What stands inside a family name in lower case."""
