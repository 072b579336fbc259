"""Would a shop's staff find what they look for?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.phones import dialled, phone_words
from chalicelib.words import (
    MOST_WORDS,
    asked,
    customer_words,
    product_words,
    reference_word,
    reference_words,
    same_reference,
    sortable,
    word_of,
)

MOBILE = ("0412 345 678", "0412345678", "0412-345-678", "(0412) 345 678", "+61 412 345 678", "+61 (0)412 345 678")


def finds(text: str, words: list[str]) -> bool:
    question = asked(text)
    return question is not None and question.finds(words)


def customer(name=None, email=None, company=None, phone=None) -> list[str]:
    return customer_words(name, email, company, phone)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ann", "Ann Smith"),
        ("SMITH", "Ann Smith"),
        ("smi an", "Ann Smith"),
        ("annsmith", "Ann Smith"),
        ("Smith, Ann", "Ann Smith"),
        ("o'brien", "Pat O'Brien"),
        ("o’brien", "Pat O'Brien"),
        ("obrien", "Pat O’Brien"),
        ("brien", "Pat O'Brien"),
        ("o brien", "Pat O'Brien"),
        ("O'Brien", "Pat OBrien"),
        ("smith-jones", "Kim Smith-Jones"),
        ("smith jones", "Kim Smith-Jones"),
        ("jones smith", "Kim Smith-Jones"),
        ("jones", "Kim Smith-Jones"),
        ("smith-jones", "Kim Smith Jones"),
        ("de la cruz", "Ana Delacruz"),
        ("jones-smith", "Kim Smith Jones"),
        ("o'brien pat", "Pat O'Brien"),
        ("zoe", "Zoë Müller"),
        ("Zoë", "Zoe Muller"),
        ("muller", "Zoë Müller"),
        ("strasse", "Café Straße"),
        ("STRASSE", "Café Straße"),
        ("istanbul", "İSTANBUL"),
        ("acmetm", "Acme™"),
        ("ann", "Ａｎｎ　Ｓｍｉｔｈ"),
        ("ｓｍｉｔｈ", "Ann Smith"),
        ("田中", "田中 一郎"),
        ("一郎", "田中 一郎"),
        ("開発", "開発株式会社"),
        ("カ゛", "ガラス"),
        ("김", "김민수"),
        ("محمد", "مُحَمَّد علي"),
        ("علي", "مُحَمَّد علي"),
        ("احمد", "أحمد"),
        ("हिन्दी", "हिन्दी प्रेस"),
        ("3m", "3M Australia"),
        ("a.b.c.", "ABC Packaging"),
        ("abc", "A.B.C. Packaging"),
    ],
)
def test_a_person_is_found_by_name(text, name):
    assert finds(text, customer(name=name))


@pytest.mark.parametrize("text", ["mith", "smith ann bob", "jon", "smithann", "smith-bob", ""])
def test_other_texts_do_not_find_a_person(text):
    assert not finds(text, customer(name="Ann Smith"))


@pytest.mark.parametrize("text", ["acme", "acme pty", "ACME PTY. LTD.", "acme-pty", "ltd acme", "acmepty"])
def test_a_company_is_found_by_its_name(text):
    assert finds(text, customer(company="Acme Pty Ltd"))


@pytest.mark.parametrize(
    "text",
    [
        "ann.smith@example.com",
        "Ann.Smith@Example.COM",
        "<ann.smith@example.com>",
        "ann.smith@",
        "ann.smith@ex",
        "ann.smith",
        "annsmith",
        "ann smith",
        "smith",
        "@example.com",
        "@example",
        "example.com",
        "example",
        "smith @example.com",
    ],
)
def test_a_person_is_found_by_e_mail(text):
    assert finds(text, customer(email="ann.smith@example.com"))


@pytest.mark.parametrize("text", ["gmail", "gmail.com", "g", "com"])
@pytest.mark.parametrize("domain", ["gmail.com", "GMail.com", "googlemail.com"])
def test_a_large_mail_provider_finds_nobody(text, domain):
    assert not finds(text, customer(name="Ann Smith", email=f"ann@{domain}"))


def test_a_large_mail_provider_is_found_with_its_at():
    for text in ("@gmail.com", "@gmail", "ann@gmail.com"):
        assert finds(text, customer(email="ann@gmail.com"))


@pytest.mark.parametrize("email", ["n/a", "none", "@", "@@", "ann@", "", " "])
def test_an_e_mail_that_is_none_does_no_harm(email):
    assert all(word for word in customer(email=email))
    assert not finds("@", customer(email=email))


@pytest.mark.parametrize("stored", MOBILE)
@pytest.mark.parametrize(
    "text",
    [
        *MOBILE,
        "0412",
        "0412 345",
        "04123456",
        "+61 412",
        "+61412345678",
        "412 345",
        "412345678",
        "０４１２ ３４５",
        "٠٤١٢",
    ],
)
def test_a_phone_is_found_however_it_is_spaced_or_dialled(text, stored):
    assert finds(text, customer(phone=stored))


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("02 9876", "(02) 9876 5432"),
        ("+61 2 9876", "(02) 9876 5432"),
        ("9876 5432", "9876 5432"),
        ("415 555", "+1 (415) 555-0100"),
        ("+1 415", "415 555 0100"),
        ("020 7946", "+44 (0)20 7946 0958"),
        ("+44 20 7946", "020 7946 0958"),
        ("+353 1", "01 234 5678"),
        ("01 234", "00353 1 234 5678"),
        ("+61", "+61 412 345 678"),
        ("+6", "+61 412 345 678"),
        ("61412", "61412345678"),
        ("0412", "61412345678"),
        ("138", "13812345678"),
        ("131213", "13 12 13"),
        ("000", "000"),
    ],
)
def test_phones_of_other_places_are_found_too(text, stored):
    assert finds(text, customer(phone=stored))


def test_the_words_of_a_phone():
    assert phone_words("+61 412 345 678") == ["61412345678", "412345678", "0412345678"]
    assert phone_words("0412 345 678") == ["0412345678", "412345678"]
    assert phone_words("415 555 0100") == ["4155550100"]
    assert phone_words("ask for Jo") == [""]
    assert [dialled(text) for text in ("+61 412", "+61", "0412", "+61 x")] == ["412", "61", None, None]


@pytest.mark.parametrize(
    "text",
    ["BOX-RSC-M", "box-rsc-m", "boxrscm", "box rsc m", "boxrsc", "box rsc", "rsc", "rsc-m", "rsc box", "BOX_RSC/M"],
)
def test_a_product_is_found_by_its_code(text):
    assert finds(text, product_words("BOX-RSC-M", None))


@pytest.mark.parametrize("text", ["shipping", "box 300", "300 x 200", "200 medium", "shippingbox", "medium shipping"])
def test_a_product_is_found_by_its_name(text):
    assert finds(text, product_words("P-1", "Shipping box, medium, 300 x 200"))


@pytest.mark.parametrize("text", ["310x225", "310 x 225", "310×225×150", "310x", "225x150", "box 310x225", "310 225"])
@pytest.mark.parametrize("name", ["Box 310 × 225 × 150", "Box 310x225x150 mm", "BOX 310X225X150"])
def test_a_product_is_found_by_its_measures(text, name):
    assert finds(text, product_words("P-1", name))


@pytest.mark.parametrize("text", ["0012345678905", "0012345", "00123456", "12345678905", "1234"])
def test_a_bar_code_is_found_with_and_without_its_zeros(text):
    assert finds(text, product_words("0012345678905", None))


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("#1046", "1046"),
        ("1046", "#1046"),
        ("# 1046", "#1046"),
        ("104", "#1046"),
        ("INV-2025-12", "inv-2025-12"),
        ("inv 2025 12", "INV-2025-12"),
        ("inv202512", "INV-2025-12"),
        ("2025-12", "INV-2025-12"),
        ("INV-2025-0012", "INV-2025-0012"),
        ("0012", "INV-2025-0012"),
        ("12", "INV-2025-0012"),
        ("11639", "WEB-11639"),
        ("web 11639", "WEB-11639"),
        ("1046", "SO1046"),
        ("1234", "0000001234"),
        ("0000001234", "0000001234"),
        ("00000012", "0000001234"),
        ("00000000", "00000000"),
        ("000123", "#000123"),
        ("123", "#000123"),
        ("a@b", "#A@b"),
        ("ÄB-7", "äb-7"),
        ("１０４６", "#1046"),
    ],
)
def test_an_order_is_found_by_its_reference(text, reference):
    assert finds(text, reference_words(reference))


@pytest.mark.parametrize("reference", ["###", "!", "—", "\t", "🙂"])
def test_an_order_without_letters_and_digits_has_a_place_of_its_own(reference):
    assert reference_words(reference) == [reference_word(reference)]
    assert reference_word(reference)


@pytest.mark.parametrize("reference", ["#1046", "INV-2025-0012", "#A@b", "0000001234", "#x y"])
def test_every_spelling_of_a_reference_has_the_same_place(reference):
    for other in (reference.lower(), reference.upper(), reference.lstrip("#"), f"#{reference}", f" {reference} "):
        assert same_reference(reference, other.strip())
        assert reference_word(reference) == reference_word(other)
        assert reference_word(other) in reference_words(reference)


@pytest.mark.parametrize("text", ["", " ", "#", "!?", "@", "--", "\t\n", "🙂", "+", "'", "\ufe0f", "\u0301"])
def test_punctuation_alone_asks_for_nothing(text):
    assert asked(text) is None
    assert customer(name=text, email=text, company=text, phone=text) == []


def test_the_words_of_a_question_are_each_asked_once_the_longest_first():
    question = asked("box  BOX small bo")
    assert (question.whole, question.words) == ("boxboxsmallbo", ("small", "box", "bo"))


def test_nothing_that_is_always_looked_for_is_crowded_out_by_long_names():
    words = customer(
        name=" ".join(f"name{number}" for number in range(40)),
        company=" ".join(f"company{number}" for number in range(40)),
        email="ann@example.com",
        phone="+61 412 345 678",
    )
    assert len(words) == MOST_WORDS
    for text in ("ann@example.com", "@example", "0412 345 678", "+61 412", "name0 name1", "company0 company1"):
        assert finds(text, words)


def test_the_first_words_of_a_long_text_are_kept():
    words = product_words("BOX-1", " ".join(f"word{number}" for number in range(40)))
    assert len(words) == MOST_WORDS
    assert finds("box-1 word0 word3", words)


@pytest.mark.parametrize("letter", ["a", "é", "開", "𝒳", "ß", "가"])
def test_a_long_word_is_cut_alike_where_it_is_stored_and_where_it_is_asked_for(letter):
    text = letter * 255
    assert finds(text, customer(name=text))
    assert finds(text, reference_words(text))
    assert finds(text, product_words(text, None))
    assert len(word_of(text).encode()) <= 120
    assert reference_word(text) in reference_words(text)


def test_what_is_sorted_by_has_no_separators():
    assert sortable("  Zoë\t O’Brien\n") == "zoe o brien"
    assert len(sortable("é開" * 200).encode()) <= 120


texts = st.text(st.sampled_from("aZé-' .0019#x×開أ@_"), max_size=24)


@given(text=texts, length=st.integers(1, 24))
def test_typing_a_text_from_its_beginning_finds_it_all_the_way(text, length):
    typed = text[:length]
    if asked(typed) is not None and "@" not in text:
        assert finds(typed, customer(name=text))
        assert finds(typed, customer(company=text))
        assert finds(typed, product_words("P", text))
        assert finds(typed, product_words(text, None))
        assert finds(typed, reference_words(text))


@given(phone=st.from_regex(r"(\+|0|00)?[1-9][0-9() -]{3,16}[0-9]", fullmatch=True), length=st.integers(1, 22))
def test_typing_a_phone_from_its_beginning_finds_it_all_the_way(phone, length):
    assert asked(phone[:length]) is None or finds(phone[:length], customer(phone=phone))


@given(
    name=st.text(st.sampled_from("ab.-_+'"), min_size=1, max_size=8), domain=st.sampled_from(["acme.com", "gmail.com"])
)
def test_typing_an_e_mail_from_its_beginning_finds_it_all_the_way(name, domain):
    email = f"{name}@{domain}"
    for length in range(1, len(email) + 1):
        assert asked(email[:length]) is None or finds(email[:length], customer(email=email)), email[:length]


@given(name=st.text(max_size=60), email=st.text(max_size=60), company=st.text(max_size=60), phone=st.text(max_size=60))
def test_any_texts_have_words_that_a_key_can_hold(name, email, company, phone):
    words = customer(name, email, company, phone)
    assert words == sorted(set(words))
    assert len(words) <= MOST_WORDS
    assert all(word and len(word.encode()) <= 120 and not any(map(str.isspace, word)) for word in words)
    assert 1 <= len(reference_words(name or "-")) <= 6
