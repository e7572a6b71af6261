"""Bills on paper: one to set, and PDFs read again as a reader's program reads them."""

from io import BytesIO

from pypdf import PdfReader

from smarthub_dash.documents.paper import (
    PaperBar,
    PaperBill,
    PaperDue,
    PaperLine,
    PaperService,
    PaperStub,
    PaperSum,
    PaperTable,
    PaperYear,
)

LINE = PaperLine("Energy", "842 kWh × $0.1010 per kWh", "$85.04")
SERVICE = PaperService("Electric service: Residential", ("Meter 04812170: 842 kWh, measured",), (LINE, LINE, LINE))


def a_paper_bill() -> PaperBill:
    """Return a bill of everyday size."""
    bars = tuple(PaperBar("Nov", f"{at}", at * 100, at == 12, at == 4, at == 12) for at in range(13))
    return PaperBill(
        provider="cec",
        bill_number="2611-7F3KQ-92QDX",
        title="Bill of November 14, 2026",
        about="What account 0041877001 owes",
        address="https://smarthub.example/bills/2611-7F3KQ-92QDX",
        is_large_print=False,
        mail_lines=("Ada Whitfield", "1418 Redbud Hollow Ln", "Fulton, MO 65251"),
        particulars=(("Account", "0041877001"), ("Days billed", "Oct 14 to Nov 13, 2026 (31 days)")),
        due=PaperDue("Amount due", "$142.17", "December 4, 2026", "", is_void=False),
        remarks=(),
        services=(SERVICE,),
        sums=(PaperSum("This bill", "$142.17"), PaperSum("Amount due", "$142.17", is_main=True)),
        year=PaperYear("Your year in kWh", "842 kWh in 31 days.", "Bars of what 13 bills counted.", bars),
        compare=PaperTable(("", "This bill", "Last bill"), (("Days", "31", "30"),)),
        ledger=PaperTable(("Day", "What", "Amount"), (("Nov 14", "This bill", "$142.17"),)),
        messages=("Thank you for being a member.",),
        code="",
        stub=PaperStub("Send a check.", (("Account", "0041877001"),), True, "1 000041877001 000014217 261204 0"),
        footer="Illustrative.",
    )


def text_of(pdf: bytes, *, page: int | None = None) -> str:
    """Return what a reader's program reads out of a PDF: of one page, or of all."""
    pages = PdfReader(BytesIO(pdf)).pages
    return "\n".join(each.extract_text() for each in (pages if page is None else [pages[page]]))


def reader_of(pdf: bytes) -> PdfReader:
    """Return a PDF, opened."""
    return PdfReader(BytesIO(pdf))
