"""Items as DynamoDB sends them, past botocore's parser, which makes a copy of every attribute of every item.

All that it changes in an item is bytes, which come as base64; so answers with bytes are left to it.
"""

import json
from http import HTTPStatus
from typing import Any

OPERATIONS = ("GetItem", "BatchGetItem", "Query", "Scan")
_ITEMS = ("Item", "Items", "Responses")
_TYPES_OF_BYTES = (b'"B"', b'"BS"')


def set_items_aside(response_dict: dict[str, Any], customized_response_dict: dict[str, Any], **_: Any) -> None:
    """What botocore calls before it parses an answer: the first is what came, the second is added to what it parses."""
    body = response_dict["body"]
    if response_dict["status_code"] != HTTPStatus.OK or any(each in body for each in _TYPES_OF_BYTES):
        return
    try:
        answer = json.loads(body)
    except ValueError:  # it is botocore's to say what that means
        return
    customized_response_dict.update({name: answer.pop(name) for name in _ITEMS if name in answer})
    response_dict["body"] = json.dumps(answer).encode()
