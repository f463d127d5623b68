"""The words in which a prescription is said, in five languages, each with what it means.

Texts are matched in lower case, without accents and with lines kept. A word that stands in no list means nothing here,
and a prescription with such a word is not taken in. Phrases are parted by semicolons; a space is any white space.
"""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType


def _any(phrases: str) -> str:
    """Return the pattern of any of some phrases; a phrase may be a pattern itself."""
    return "(?:" + "|".join(r"\s+".join(phrase.split()) for phrase in phrases.split(";")) + ")"


_DAY = _any("days?; d; tage?n?; jours?; dias?; dagen; dag")
_WEEK = _any("weeks?; wks?; w; wochen?; semaines?; semanas?; weken; week")
_MONTH = _any("months?; monate?n?; mois; mes(?:es)?; maanden; maand")
COUNTS: Mapping[str, int] = MappingProxyType(
    dict.fromkeys(("", "a", "an", "one", "ein", "eine", "einen", "einer", "un", "une", "una", "een"), 1)
    | dict.fromkeys(("two", "zwei", "deux", "dos", "twee"), 2)
    | dict.fromkeys(("three", "drei", "trois", "tres", "drie"), 3)
    | dict.fromkeys(("four", "vier", "quatre", "cuatro"), 4)
    | dict.fromkeys(("six", "sechs", "seis", "zes"), 6)
    | dict.fromkeys(("eight", "acht", "huit", "ocho"), 8)
)
"""Numbers in words."""
_COUNT = f"(?:[0-9]{{1,3}}|{'|'.join(sorted(filter(None, COUNTS), key=len, reverse=True))})"
_FEW = r"(?:[0-9]|one|two|three|four|eine?|zwei|drei|vier|une?|deux|trois|quatre|una?|dos|tres|cuatro|een|twee|drie)"
_LENGTH = rf"(?:{_DAY}|{_WEEK}|{_MONTH})"
_NUMBER = r"(?:[0-9]+(?:[.,'][0-9]+)*|[.,][0-9]+)"
_MASS = _any(
    "mgs?; milligramm?e?s?; miligramos?; mcgs?; ug; \u03bcg; microgramm?e?s?; mikrogramm; microgramos?; microgrammen"
)
_VOLUME = _any("mls?; cc; millilit(?:re|er)s?; mililitros?")
_DROP = _any("drops?; tropfen; gouttes?; gotas?; druppels?")
_IS = _any("=; is; are; holds?; has; have; makes?; ist; sind; entspr(?:icht|echen); hat; enthalt(?:en)?; fait; font;"
    "est; sont; contien(?:t|nent); tienen?; contienen?; equivalen? a; son; es; bevat(?:ten)?; zijn; heeft")  # fmt: skip
_WHOLE = _any(
    "capsules?; caps?; kapseln?; gelules?; capsulas?; tablets?; tabs?; tabletten?; comprimes?; comprimidos?;"
    "pills?; pillen"
)
_FOR = _any("for the first; for; after; nach; fur; apres; pendant; durante?; despues de; por; gedurende; voor; na; x")
_AT_LEAST = _any("at least; mindestens; au moins; al menos; minstens")
_A_DAY_NAMED = r"(?=\s+(?:today|tomorrow|heute|demain|aujourd|hoy|vandaag|[0-9]{4}-))"
_DOT = r"(?<=[0-9]{2})\.|\.(?=[0-9]{2}\s*(?:uhr|h|hrs?|uur|am|pm|[ap]\.m\.)(?![a-z]))"
"""The dot of 22.30 and 9.15 pm, and not that of 1.25, an amount whose unit may have stood before."""
_HOUR = (
    rf"(?P<hour>[0-2]?[0-9])(?:(?:[:h]|{_DOT})(?P<minute>[0-5][0-9])\s*(?:uhr|h|hrs?|uur)?\s*(?P<half>am|pm|[ap]\.m\.)?"
    r"|\s*(?P<half_alone>am|pm|[ap]\.m\.)|\s*(?:uhr|uur|h|heures|horas))"
)

_KINDS: Mapping[str, str] = MappingProxyType({
    "strength": rf"(?P<strength>{_NUMBER}\s*{_MASS})\s*(?:/|per|pro|par|por|in|je)\s*(?:1\s*)?{_VOLUME}",
    "drops_per_ml": rf"(?P<drops_in_ml>[0-9]{{1,3}})\s*{_DROP}\s*(?:/|per|pro|par|por|in|en|dans|a|je|each|{_IS})\s*"
    rf"(?:(?:1|an?|one|ein(?:em|en)?|une?|uno|een)\s*)?{_VOLUME}|(?:1|an?|one|ein|une?|uno|een)\s*{_VOLUME}\s*{_IS}\s*"
    rf"(?P<ml_is>[0-9]{{1,3}})\s*{_DROP}",
    "per_drop": rf"(?:1|one|a|ein|une|una|een)\s+{_DROP}\s*(?:=|is|holds|has|ist|fait|contient|tiene)\s*"
    rf"(?P<in_drop>{_NUMBER}\s*{_MASS})|(?P<drop_of>{_NUMBER}\s*{_MASS})\s*(?:/|a|per|pro|par|por|je)\s*{_DROP}",
    "counted": rf"(?P<count>{_FEW})\s*(?:x\s*)?(?P<whole>{_WHOLE})\s*(?:of|a|at|von|zu|de|van|x|@)\s*"
    rf"(?P<each_holds>{_NUMBER}\s*{_MASS})"
    rf"|(?P<few>{_FEW})(?:\s*x\s*|\s+)(?P<each_of>{_NUMBER}\s*{_MASS})\s*(?P<whole_of>{_WHOLE})",
    "drops": rf"(?P<drop_count>[0-9]{{1,2}})\s*{_DROP}",
    "alternate": _any("(?:on )?every (?:other|second|2nd) day; alternat(?:e|ing) days; q\\.?o\\.?d\\.?; eod;"
    "jeden (?:zweiten|2\\.) tag; alle (?:zwei|2) tage; un jour sur deux; (?:tous )?les (?:deux|2) jours;"
    "cada (?:dos|2) dias; (?:en )?dias alternos; om de (?:andere )?dag; elke (?:twee|2) dagen"),
    "twice": _any(
    "(?:2|two)\\s*x\\s*(?:/|per|a|pro|par|por|al|am)?\\s*(?:day|daily|tag|taglich|jour|dia|dag|daags); 2x/d;"
    "twice (?:a day|daily); two times (?:a day|daily); b\\.?i\\.?d\\.?; (?:2|zwei)\\s*mal (?:taglich|am tag);"
    "zweimal (?:taglich|am tag); (?:2|deux) fois par jour; (?:2|dos) veces (?:al|por) dia;"
    "(?:2|twee)\\s*(?:maal|keer) (?:daags|per dag); tweemaal daags"),
    "each": _any("every; each; alle; jede[nrs]?; tou(?:te)?s les; chaque; cada; todas? l[ao]s; elke; iedere; om de")
    + rf"\s+(?:(?P<each_count>{_COUNT})\s+)?(?P<each_unit>{_LENGTH})"
    + "|(?P<weekly>weekly|wochentlich|hebdomadaire|semanalmente|wekelijks)",
    "lasting": rf"(?P<for_all>(?:each|jeweils|je)\s+)?(?:{_FOR}\s+)?(?:{_AT_LEAST}\s+)?(?P<lasting_count>{_COUNT})"
    rf"(?:[\s-]+|(?<=[0-9]))(?P<lasting_unit>{_LENGTH})(?:\s+lang)?"
    r"(?P<for_each>\s+(?:each|per\s+step|on\s+each\s+step|chacune?|cada\s+un[oa]|elk))?",
    "daily": _any("once (?:a day|daily); every\\s*day; each day; a day; per day; /day; /d; daily; q\\.?d\\.?;"
    "o\\.?d\\.?;"
    "einmal taglich; taglich; am tag; jeden tag; (?:une fois )?par jour; chaque jour; tous les jours;"
    "(?:una vez )?al dia; por dia; cada dia; diari[oa]s?; diariamente; todos los dias;"
    "(?:eenmaal |1x )?(?:per dag|daags); dagelijks; elke dag"),
    "bedtime": _any("(?:at|before) (?:bed\\s*-?\\s*time|bed|night|sleep(?:ing)?); bed\\s*-?\\s*time; in the night;"
    "night; nightly; nocte;"
    "(?:every|each) night; q\\.?h\\.?s\\.?; zur nacht; nachts; in der nacht;"
    "vor dem (?:schlafen(?:gehen)?|zubettgehen|einschlafen); au coucher; avant (?:le|de se) coucher; la nuit;"
    "avant de dormir; por las? noches?; de noche; en la noche; cada noche; al acostarse;"
    "antes de (?:dormir|acostarse);"
    "voor het slapen(?:\\s*gaan)?; 's nachts; voor de nacht; elke nacht"),
    "evening": _any("(?:in the |every |each )?evenings?; abends; am abend; jeden abend; (?:le|chaque) soir;"
    "'s avonds; elke avond"),
    "morning": _any("(?:in the |every |each )?mornings?; mane; q\\.?a\\.?m\\.?; morgens; am morgen; jeden morgen;"
    "(?:le|chaque) matin;"
    "por las? mananas?; cada manana; 's (?:ochtends|morgens); elke ochtend"),
    "midday": _any("(?:at )?(?:midday|noon|lunch(?:time)?); mittags; am mittag; (?:a|le) midi; al? mediodia;"
    "'s middags"),
    "afternoon": _any("(?:in the )?afternoons?; nachmittags; am nachmittag; l' ?apres-midi; por la tarde"),
    "clock": rf"(?:(?:at|um|gegen|a\s+las?|a|om|vers)\s+)?{_HOUR}(?![0-9]|\s*(?:{_MASS}|{_VOLUME}))",
    "not_more": _any("(?:to )?(?:a |the )?max(?:imum|imal|imo)?(?: (?:of|dose|is|von|de|dosis))*;"
    "(?:never|not|no) more than;"
    "hochstens; (?:nicht|nie) mehr als; (?:jamais|pas) plus (?:de|que); au plus; (?:nunca|no) mas de; como maximo;"
    "niet meer dan; hoogstens; ceiling"),
    "up_to": _any("until(?: you (?:are at|reach))?; up to; till?; bis(?: (?:zu|auf))?; jusqu'a; hasta;"
    "tot(?: aan)?; to reach;"
    "target(?: dose)?(?: (?:of|is))?; to"),
    "rise": rf"(?:(?:by|um)(?=\s*{_NUMBER}\s*{_MASS})|"
    + _any("increas(?:e|ing); go(?:ing)? up; rais(?:e|ing); titrat(?:e|ing)(?: up)?; step(?:ping)? up; then up; up;"
    "steiger(?:n|ung);"
    "erhoh(?:en|ung); augment(?:er|ez|ation); aument(?:ar|e|ando); subir; sube; verhog(?:en|ing); ophogen; opbouwen")
    + r")(?:\s+(?:by|in\s+steps\s+of|um|de|en|met|each\s+time|jeweils|the\s+dose|dose|it))*",
    "from": rf"(?:(?:start(?:ing|s)?|begin(?:ning|s)?)(?:\s+on)?|from|ab|a\s+partir\s+d[ue]|desde|vanaf)"
    rf"{_A_DAY_NAMED}",
    "date": r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})|(?P<today>today|tonight|heute|aujourd'?hui|ce\s+soir|hoy"
    r"|esta\s+noche|vandaag|vanavond)|(?P<tomorrow>tomorrow|demain)",
    "then": r",?\s*" + _any("(?:and )?(?:then|after that|afterwards|followed by|next); und dann; dann; danach;"
    "anschliessend;"
    "et (?:ensuite|puis); puis; ensuite; y luego; luego; despues; en daarna; daarna; vervolgens; dan")
    + r"(?:\s+(?:to|auf|a|naar))?|->|=>|\u2192|>",
    "amount": rf"(?P<amount>{_NUMBER}\s*(?:{_MASS}|{_VOLUME}))",
    "number": rf"(?P<number>{_NUMBER})(?![0-9])",
    "liquid": _any("(?:oral )?(?:liquid|solution|suspension|syrup); losung; saft; liquide; solucion; liquido;"
    "drank; oplossing"),
    "whole": f"(?P<form_word>{_WHOLE})",
    "drop_form": _DROP,
    "and": r"and|und|et|y|en|&|\+|plus",
    "mark": r"[,;]|\.(?![0-9])|\n",
    "filler": _any("takes?; taking; nehmen; einnehmen; nimm; prendre; prenez; tomar; tome; toma; innemen; neem;"
    "please; start;"
    "starting; begin; beginning; with; at; on; of; an?; the; by; mouth; po; oral(?:ly)?; per os; ldn;"
    "low[ -]dose naltrexone;"
    "naltrexone?; naltrexona; hydrochloride; hcl; niedrig dosiert(?:es)?; mit; commence[rz]; avec; par; comenzar;"
    "empezar; con; beginnen; beginne; met; stay(?:ing)?; remain; keep; continue; there; thereafter; from then on;"
    "ongoing;"
    "maintenance; long term; bleiben; weiter; rester; seguir; blijven; doorgaan; (?:if|as) (?:well )?tolerated;"
    "wenn (?:gut )?vertraglich; bei guter vertraglichkeit; si (?:bien )?tolere; si se tolera;"
    "indien (?:goed )?verdragen; dose; dosis; each; jeweils; je; step; stufe; my; your; die; das; den; der; de; la;"
    "le; les;"
    "el; het; een; ein; une?; una?; doctor(?:'s)?; says?; prescribed; prescription") + r"|[=:()/-]",
})  # fmt: skip
"""What a part of a prescription is, to the pattern of it; of two that match at a place the one that stands first."""
PRESCRIPTION = re.compile("|".join(rf"(?P<{kind}_>(?:{pattern})(?![a-z]))" for kind, pattern in _KINDS.items()))


def folded(text: str) -> str:
    """Return a text in lower case without accents, lines kept, as the patterns expect it."""
    parts = unicodedata.normalize("NFKD", text.casefold().replace("\u2019", "'"))
    letters = "".join(letter for letter in parts if not unicodedata.combining(letter))
    return re.sub(r"[^\S\n]+", " ", letters).strip()


def days_of(count: str, unit: str) -> int:
    """Return a length of time in days; a month counts 30."""
    days = 1 if re.fullmatch(_DAY, unit) else 7 if re.fullmatch(_WEEK, unit) else 30
    return days * (int(count) if count.isdecimal() else COUNTS[count])
