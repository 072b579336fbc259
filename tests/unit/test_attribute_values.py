"""DynamoDB's value format."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib import money
from chalicelib.attribute_values import decode, encode


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=10))
def test_a_number_comes_back_as_the_plain_number_that_it_is(number):
    [decoded] = decode(encode({"n": number})).values()
    assert decoded.as_tuple() == money.plain(number).as_tuple()


@pytest.mark.parametrize("text", ["0", "-0", "0.0", "-0.00", "7", "-7", "100", "1.50", "1.", "1E+2", "2.5e-3", "-1.25"])
def test_however_a_number_is_written_it_is_read_plain(text):
    [single], [[member]] = decode({"n": {"N": text}}).values(), decode({"n": {"NS": [text]}}).values()
    assert single.as_tuple() == member.as_tuple() == money.plain(Decimal(text)).as_tuple()
