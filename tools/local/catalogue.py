"""What the demo shop sells: everything to pack a parcel. The categories are in product-categories.json."""

from dataclasses import dataclass
from decimal import Decimal

# code; name; price without GST; weight in the choice
_CATALOGUE = """
BOX-RSC-S;Shipping box 200 × 150 × 100;0.85;14
BOX-RSC-M;Shipping box 310 × 225 × 150;1.20;18
BOX-RSC-L;Shipping box 430 × 305 × 280;2.15;12
BOX-RSC-XL;Shipping box 600 × 400 × 400;4.60;5
BOX-DIE-A5;Die-cut mailing box A5;1.05;9
BOX-DIE-A4;Die-cut mailing box A4;1.45;10
BOX-WINE-6;Wine box for 6 bottles;3.90;4
BOX-GIFT-WH;White gift box with lid;3.25;5
MAIL-POLY-1;Poly mailer 190 × 260, roll of 100;14.50;13
MAIL-POLY-2;Poly mailer 255 × 330, roll of 100;19.80;14
MAIL-POLY-3;Poly mailer 310 × 405, roll of 100;27.40;9
MAIL-COMP-2;Compostable mailer 255 × 330, roll of 50;24.90;10
MAIL-PAD-A5;Padded mailer A5, box of 100;38.00;7
MAIL-PAD-A4;Padded mailer A4, box of 100;52.00;6
MAIL-RIG-A4;Rigid card mailer A4, box of 50;41.50;4
TAPE-CLR-48;Clear packing tape 48 mm × 75 m;2.95;20
TAPE-BRN-48;Brown packing tape 48 mm × 75 m;2.95;11
TAPE-PAPER;Paper tape 48 mm × 50 m;4.80;12
TAPE-FRAG;Fragile tape 48 mm × 66 m;4.20;8
TAPE-DISP;Tape dispenser, metal;24.00;3
FILL-PEANUT;Starch peanuts 400 l;46.00;4
FILL-PAPER;Kraft void fill paper, 450 m;58.50;6
FILL-CRINK-K;Crinkle paper kraft 1 kg;13.90;8
FILL-CRINK-W;Crinkle paper white 1 kg;14.90;5
FILL-AIR;Air pillows 200 × 100, roll of 280 m;64.00;4
WRAP-BUB-375;Bubble wrap 375 mm × 50 m;21.50;9
WRAP-BUB-750;Bubble wrap 750 mm × 50 m;39.50;6
WRAP-HONEY;Honeycomb paper 500 mm × 100 m;49.00;7
WRAP-TISS-W;Tissue paper white, 480 sheets;29.00;7
WRAP-STRETCH;Stretch film 500 mm × 400 m;16.40;5
LAB-THERM;Thermal labels 100 × 150, roll of 500;18.90;13
LAB-FRAG;Fragile labels, roll of 500;15.50;7
LAB-THANKS;Thank-you stickers, roll of 500;17.50;6
ENV-DOC;Document envelopes, box of 500;44.00;4
""".strip().splitlines()


@dataclass(frozen=True)
class Product:
    """Something the shop sells."""

    code: str
    name: str
    price: Decimal
    weight: int


def catalogue() -> list[Product]:
    """What the demo shop sells."""
    rows = (line.split(";") for line in _CATALOGUE)
    return [Product(code, name, Decimal(price), int(weight)) for code, name, price, weight in rows]
