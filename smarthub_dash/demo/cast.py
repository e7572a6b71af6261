"""
The cast of the demo co-op: members, accounts, places and meters, all invented.

Streets and numbers are fictional. What each meter counts is told by its source: the real year re-dated, or a model.
"""

from smarthub_dash.demo.modelled import FiberLoad, HomeLoad, ShopLoad, SolarHomeLoad, WellLoad
from smarthub_dash.demo.parts import (
    CastAccount,
    CastLocation,
    CastMember,
    CastMeter,
    CastMethod,
    CastRider,
    CastShare,
    RealYear,
)
from smarthub_dash.domain.accounts.rules import HouseholdRole
from smarthub_dash.domain.billing.rules import DAYS_TO_PAY
from smarthub_dash.domain.members.rules import MemberRole
from smarthub_dash.domain.payments.rules import MethodKind

DEMO_PASSWORD = "kingdom-of-callaway"
"""The one password of the whole cast; the sign-in page of a demo shows it."""

QUARTER_HOUR, HOUR = 900, 3600

LASTING_DAYS, ENDING_DAYS = 800, 14
"""How many days a card is good for at least: one that lasts, and one whose owner is warned."""
ADAS_CARD = CastMethod("pm_demo_ada_card", MethodKind.CARD, "visa", "4242", expires_after_days=LASTING_DAYS)
ADAS_CHECKING = CastMethod("pm_demo_ada_checking", MethodKind.BANK, "Kingdom Test Bank", "6789", "checking")
BOONES_CHECKING = CastMethod(
    "pm_demo_boone_checking", MethodKind.BANK, "Kingdom Test Bank", "6789", "checking", nickname="Farm checking"
)
BOONES_CARD = CastMethod("pm_demo_boone_card", MethodKind.CARD, "mastercard", "4444", expires_after_days=ENDING_DAYS)
DEES_CARD = CastMethod("pm_demo_dee_card", MethodKind.CARD, "visa", "4242", expires_after_days=LASTING_DAYS)

PRAIRIE = CastLocation("0311-0042", "1418 Redbud Hollow Ln", "Fulton", "65251")
FARM = CastLocation("0527-0007", "8806 County Road 9447", "Williamsburg", "63388")
FARM_SHOP = CastLocation("0527-0008", "8810 County Road 9447", "Williamsburg", "63388")
FARM_WELL = CastLocation("0527-0009", "8850 County Road 9447", "Williamsburg", "63388")
RIDGE = CastLocation("0144-0263", "277 Limestone Ridge Dr", "Holts Summit", "65043", tax_jurisdiction="holts-summit")
TOWN = CastLocation("0098-0015", "52 Wainscott Row", "Auxvasse", "65231", tax_jurisdiction="auxvasse")
CREEK = CastLocation("0402-0120", "6031 Stinson Creek Trl", "New Bloomfield", "65063")
GROVE = CastLocation("0266-0031", "914 Pawpaw Grove Rd", "Tebbetts", "65080")
FEED_ROW = CastLocation("0101-0077", "30 Granary Row", "Kingdom City", "65262")

ADA = CastMember(
    "Ada",
    "Ada Whitfield",
    "One home and one fiber line. Her meter replays a real home's year.",
    (
        CastAccount(
            "0041877001",
            "Home",
            14,
            "CEC-RES",
            PRAIRIE,
            CastMeter("04812170", HOUR, RealYear.REPLAY),
            pays_after_days=19,
            riders=(CastRider("ROUND-UP"),),
        ),
        CastAccount(
            "0900412201",
            "Home fiber",
            3,
            "CALLABYTE-300",
            PRAIRIE,
            CastMeter("ONT-07F31A", HOUR, FiberLoad(13), has_received=True),
            pays_after_days=18,
        ),
    ),
    methods=(ADAS_CHECKING, ADAS_CARD),
    is_paperless=True,
)

BOONE = CastMember(
    "Boone",
    "Boone Hargrove",
    "A farm: home, shop, well and two fiber lines. One bill is past due.",
    (
        CastAccount(
            "0052209001",
            "Farm house",
            5,
            "CEC-RES-DMD",
            FARM,
            CastMeter("04815533", QUARTER_HOUR, HomeLoad(base=420, heating=62, cooling=130, water=1400, evening=950)),
            pays_after_days=9,
            riders=(CastRider("LIGHT", quantity=2),),
        ),
        CastAccount(
            "0052209002",
            "Shop",
            11,
            "CEC-GS-D",
            FARM_SHOP,
            CastMeter("07730418", QUARTER_HOUR, ShopLoad(base=350, work=9000, welder=7000)),
            pays_after_days=12,
            riders=(CastRider("FLOODLIGHT"),),
            falls_behind=True,
        ),
        CastAccount(
            "0052209003",
            "Well",
            19,
            "CEC-WELL",
            FARM_WELL,
            CastMeter("04815534", QUARTER_HOUR, WellLoad(pump=5600)),
            pays_after_days=DAYS_TO_PAY,
            is_on_auto_pay=True,
        ),
        CastAccount(
            "0900527701",
            "House fiber",
            1,
            "CALLABYTE-300",
            FARM,
            CastMeter("ONT-11C802", HOUR, FiberLoad(17), has_received=True),
            pays_after_days=7,
        ),
        CastAccount(
            "0900527702",
            "Shop fiber",
            1,
            "CALLABYTE-100",
            FARM_SHOP,
            CastMeter("ONT-11C803", HOUR, FiberLoad(4, is_workplace=True), has_received=True),
            pays_after_days=7,
        ),
    ),
    methods=(BOONES_CHECKING, BOONES_CARD),
)

DEE = CastMember(
    "Dee",
    "Dee Okafor",
    "Solar panels and an electric car: time-of-use, net metering and fiber.",
    (
        CastAccount(
            "0068340001",
            "Ridge house",
            22,
            "CEC-TOU-NM",
            RIDGE,
            CastMeter(
                "08800917",
                QUARTER_HOUR,
                SolarHomeLoad(
                    HomeLoad(base=340, heating=48, cooling=110, water=1100, evening=850), panels=8600, charger=7200
                ),
                has_received=True,
            ),
            pays_after_days=3,
        ),
        CastAccount(
            "0900683401",
            "Ridge fiber",
            8,
            "CALLABYTE-1000",
            RIDGE,
            CastMeter("ONT-2A9E40", HOUR, FiberLoad(34), has_received=True),
            pays_after_days=3,
            riders=(CastRider("MESH"),),
        ),
    ),
    methods=(DEES_CARD,),
    is_paperless=True,
)

EARL = CastMember(
    "Earl",
    "Earl Tisdale",
    "One account on budget billing, retired; likes large print and bills on paper.",
    (
        CastAccount(
            "0009120001",
            "Home",
            27,
            "CEC-RES-DAY",
            TOWN,
            CastMeter("04630052", QUARTER_HOUR, HomeLoad(base=260, heating=50, cooling=95, water=800, evening=520)),
            pays_after_days=8,
            joins_budget=True,
        ),
    ),
    wants_large_print=True,
)

CLARA = CastMember(
    "Clara",
    "Clara Voss",
    "A stranger to all the others: sees her own account and nothing else.",
    (
        CastAccount(
            "0073315001",
            "Home",
            9,
            "CEC-RES-STEP",
            CREEK,
            CastMeter("04821206", QUARTER_HOUR, HomeLoad(base=300, heating=54, cooling=105, water=1000, evening=700)),
            pays_after_days=10,
            riders=(CastRider("LIGHT"),),
        ),
    ),
)

JUNE = CastMember(
    "June",
    "June Hargrove",
    "Boone's daughter: pays two of his accounts, until the day he set.",
    shares=(
        CastShare("0052209001", "Farm house", HouseholdRole.PAYER, lasts_days=120),
        CastShare("0052209003", "Well", HouseholdRole.PAYER, lasts_days=120),
    ),
)

RUTH = CastMember(
    "Ruth",
    "Ruth Tisdale",
    "Looks after her father Earl's account, as its caretaker.",
    shares=(CastShare("0009120001", "Dad's home", HouseholdRole.CARETAKER),),
)

MORGAN = CastMember("Morgan", "Morgan Reyes", "Staff of the co-op: no accounts of her own.", (), MemberRole.STAFF)

FRANCES = CastMember(
    "Frances",
    "Frances Calloway",
    "Has not registered yet: her printed bill is there to try it with.",
    (
        CastAccount(
            "0081560001",
            "",
            17,
            "CEC-RES",
            GROVE,
            CastMeter("04833917", HOUR, HomeLoad(base=280, heating=52, cooling=100, water=900, evening=610)),
            pays_after_days=11,
        ),
    ),
)

FEED_STORE = CastMember(
    "Kingdom Feed",
    "Kingdom Feed & Seed LLC",
    "A business that has not registered yet.",
    (
        CastAccount(
            "0900715501",
            "",
            6,
            "CALLABYTE-100",
            FEED_ROW,
            CastMeter("ONT-19D447", HOUR, FiberLoad(6, is_workplace=True), has_received=True),
            pays_after_days=6,
        ),
    ),
)

CAST = (ADA, BOONE, DEE, EARL, CLARA, JUNE, RUTH, MORGAN)
UNREGISTERED = (FRANCES, FEED_STORE)
"""Who is served and has no sign-in; an account is registered with what its printed bill says."""
ACCOUNTS = tuple(account for person in (*CAST, *UNREGISTERED) for account in person.accounts)
METERS = tuple(account.meter for account in ACCOUNTS)
