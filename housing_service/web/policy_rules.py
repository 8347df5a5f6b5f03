"""The rules about objects, one each: whose they take, and what the others read."""

from __future__ import annotations

from housing_service.web.policy import Outcome, Rule, Subject
from housing_service.web.routes import ALL, OPERATORS, PLACING, RESPONDERS, STAFF

REFUSED = Outcome.REFUSED
ABSENT = Outcome.ABSENT

OPEN = Rule("open", "Says nothing of anybody, or asks for a secret itself.")
SELF = Rule("self", "About the caller and their session alone.")
LISTS = Rule("lists", "A list of what the caller may see, in their projection.")
REGION = Rule("region", "About the region as a whole; of confidential programs as an outsider.")
MAKES = Rule("makes", "Makes something of the caller's own under an id that the caller made.")

SEE_POOL = Rule(
    "see a pool", "Everybody; of a confidential program as an outsider.", Subject.POOL,
    own=ALL, foreign=ALL, confidential=ALL,
)  # fmt: skip
COUNT_POOL = Rule(
    "count a pool", "Its own staff; the operator where everybody may know its numbers.",
    Subject.POOL, own=STAFF, foreign=OPERATORS, otherwise=REFUSED,
)  # fmt: skip
INTAKE = Rule(
    "stop a pool", "Its own staff, and the operator of any.", Subject.POOL,
    own=STAFF, foreign=OPERATORS, confidential=OPERATORS, otherwise=REFUSED,
)  # fmt: skip
OWN_POOL = Rule(
    "own pools", "Its own staff; for anybody else there is no such page.", Subject.POOL, own=STAFF,
)  # fmt: skip
OPERATE_POOL = Rule(
    "call a pool", "The operator, of any pool.", Subject.POOL,
    foreign=OPERATORS, confidential=OPERATORS,
)  # fmt: skip
HOLD_OF_POOL = Rule(
    "place a hold", "Responders at any pool that they see, staff at their own.", Subject.POOL,
    own=STAFF, foreign=RESPONDERS, confidential=RESPONDERS, otherwise=REFUSED, in_body=True,
)  # fmt: skip
LINK_POOL = Rule(
    "hand out a pen", "Its own staff.", Subject.POOL, own=STAFF, in_body=True,
)  # fmt: skip
SEE_ANSWERS = Rule(
    "read a program's answers", "Everybody, but of confidential programs their own staff.",
    Subject.POOL, own=ALL, foreign=ALL,
)  # fmt: skip
GIVE_ANSWERS = Rule(
    "give a program's answers", "Its own staff; the operator where everybody may know.",
    Subject.POOL, own=STAFF, foreign=OPERATORS, otherwise=REFUSED, hidden=ABSENT,
)  # fmt: skip
SEE_HOME = Rule(
    "see what is expected", "Everybody, but of confidential programs their own staff.",
    Subject.HOME, own=ALL, foreign=ALL,
)  # fmt: skip
WATCH_HOME = Rule(
    "watch a home", "Whoever sees it.", Subject.HOME, own=PLACING, foreign=PLACING,
    confidential=PLACING,
)  # fmt: skip
SEE_PLAN = Rule(
    "see a home's clock", "Its own staff; the operator where everybody may know.", Subject.HOME,
    own=STAFF, foreign=OPERATORS,
)  # fmt: skip
PLAN_HOME = Rule(
    "set a home's clock", "Its own staff; the operator where everybody may know.", Subject.HOME,
    own=STAFF, foreign=OPERATORS, otherwise=REFUSED,
)  # fmt: skip
OWN_HOME = Rule("own homes", "Its own staff.", Subject.HOME, own=STAFF)
EXPECT = Rule(
    "expect on a page", "Its own staff.", Subject.HOME, own=STAFF, otherwise=REFUSED,
    hidden=ABSENT,
)  # fmt: skip
VACANCY = Rule(
    "end a vacancy", "Staff of its program.", Subject.VACANCY, own=STAFF, otherwise=REFUSED,
    hidden=ABSENT,
)  # fmt: skip
PUT_VACANCY = Rule(
    "expect a vacancy", "Staff of its program.", Subject.HOME, own=STAFF, otherwise=REFUSED,
    in_body=True,
)  # fmt: skip
SEE_PROGRAM = Rule(
    "see a program", "Everybody; a confidential one by its alias alone.", Subject.PROGRAM,
    own=ALL, foreign=ALL, confidential=ALL,
)  # fmt: skip
SLOTS = Rule(
    "make appointments", "Its own staff; the operator where everybody may know.",
    Subject.PROGRAM, own=STAFF, foreign=OPERATORS, otherwise=REFUSED,
)  # fmt: skip
VET_PROGRAM = Rule(
    "vet a program", "The operator, of any; to make it public, with a proof.", Subject.PROGRAM,
    foreign=OPERATORS, confidential=OPERATORS,
)  # fmt: skip
ORGANIZATION = Rule(
    "an organization", "The operator, of any that everybody may know of.", Subject.ORGANIZATION,
    foreign=OPERATORS,
)  # fmt: skip
LINES = Rule("lines", "What the operator has noted of any organization's telephones.")
SEE_HOLD = Rule(
    "see a hold", "Its holder and its shelter; the operator its state and deadline.",
    Subject.HOLD, own=PLACING, foreign=OPERATORS, confidential=OPERATORS,
)  # fmt: skip
HOLDER_OR_SHELTER = Rule(
    "change a hold", "Its holder and its shelter.", Subject.HOLD, own=PLACING,
)  # fmt: skip
SHELTER_OF_HOLD = Rule("answer a hold", "Its shelter.", Subject.HOLD, own=STAFF)
HOLDER = Rule("a holder's step", "Its holder.", Subject.HOLD, own=RESPONDERS)
REVOKE = Rule(
    "revoke a hold", "The operator, of any.", Subject.HOLD,
    foreign=OPERATORS, confidential=OPERATORS,
)  # fmt: skip
SEE_HOLD_SET = Rule("a set of holds", "Whoever placed it.", Subject.HOLD_SET, own=PLACING)
REQUEST = Rule(
    "a request", "Its responder, and the operator.", Subject.REQUEST,
    own=RESPONDERS, foreign=OPERATORS,
)  # fmt: skip
ASK = Rule("an ask", "Staff of the place that is asked.", Subject.ASK, own=STAFF)
SURGE = Rule("a surge", "The operator.", Subject.SURGE, foreign=OPERATORS)
ANNOUNCEMENT = Rule("an announcement", "The operator.", Subject.ANNOUNCEMENT, foreign=OPERATORS)
DESK = Rule(
    "a shared desk", "Staff of its organization; the operator where everybody may know of it.",
    Subject.DESK, own=STAFF, foreign=OPERATORS,
)  # fmt: skip
LINK = Rule("a count link", "Staff of its organization.", Subject.COUNT_LINK, own=STAFF)
SELF_PROVED = Rule("self, proved anew", "About the caller's own way to sign in.", steps_up=True)
OWN_SESSION = Rule("an own session", "Whose it is.", Subject.SESSION, own=ALL)
DISCLOSURE = Rule(
    "be told where to go", "Its holder, while it is accepted and lives, proved anew.",
    Subject.HOLD, own=RESPONDERS,
)  # fmt: skip
OWN_HOLD_PAGE = Rule("a holder's page", "Its holder.", Subject.HOLD, own=RESPONDERS)
PASS_ON = Rule(
    "pass on", "Its holder, to a colleague who is signed in.", Subject.HOLD, own=RESPONDERS,
)  # fmt: skip
TAKE_OVER = Rule(
    "take over", "Colleagues of its holder, once nobody looks after it.", Subject.HOLD,
    own=RESPONDERS,
)  # fmt: skip
OWN_REQUEST = Rule(
    "pass a request on", "Its responder, and colleagues once nobody looks after it.",
    Subject.REQUEST, own=RESPONDERS,
)  # fmt: skip
ARRIVAL_PLACE = Rule(
    "what a program tells", "Its own staff; what is written there to who has proved it anew.",
    Subject.PROGRAM, own=STAFF,
)  # fmt: skip
ARRIVAL_PLACE_PROVED = Rule(
    "write what a program tells", "Its own staff, proved anew.", Subject.PROGRAM, own=STAFF,
    own_proves=True,
)  # fmt: skip
EXTEND = Rule(
    "extend a hold", "Its holder and its shelter; the operator where nobody looks after it.",
    Subject.HOLD, own=PLACING, knows=OPERATORS,
)  # fmt: skip
STAGE = Rule(
    "an organization's stage", "The operator, of any.", Subject.ORGANIZATION,
    steps_up=True, foreign=OPERATORS, confidential=OPERATORS,
)  # fmt: skip
EXPORT = Rule(
    "an export", "The operator; in a browser with a proof, by token as its scopes say.",
    steps_up=True,
)  # fmt: skip
STOPS = Rule("stops", "The operator, of whatever is named.", steps_up=True)
OPERATORS_PAGES = Rule(
    "operators' pages", "The operator; they lead to the proof where it is missing.",
)  # fmt: skip
PEOPLE = Rule(
    "people", "Who looks after the people of an organization, of their own; operators of any.",
    coordinators=PLACING,
)  # fmt: skip
PEOPLE_PROVED = Rule(
    "people, proved anew",
    "Who looks after the people of an organization, of their own; operators of any.",
    steps_up=True, coordinators=PLACING,
)  # fmt: skip
RECORD = Rule(
    "the record", "Staff, and who looks after the people of an organization, of their own; the"
    " operator of the region.", coordinators=RESPONDERS,
)  # fmt: skip
ALERT = Rule("an alert", "The operator.", Subject.ALERT, foreign=OPERATORS)
