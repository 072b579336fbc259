"""The answers as models: GET /openapi.json describes them, the tests hold answers to them; no other call loads them."""
