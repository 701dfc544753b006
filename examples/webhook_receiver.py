"""Receives what the receptionist tells of each call, and would send an SMS for each appointment: start from here.

    WEBHOOK_SECRET=whsec_… python examples/webhook_receiver.py 8090 seen.db

The standard library is all it needs. To be reached from elsewhere it belongs behind a TLS proxy (docs/webhook.md).
"""

import base64
import hashlib
import hmac
import http.server
import json
import os
import sqlite3
import sys
import time

FIVE_MINUTES = 300
KEY = base64.b64decode(os.environ["WEBHOOK_SECRET"].removeprefix("whsec_"))
SEEN = sqlite3.connect(sys.argv[2])


def is_genuine(message_id, seconds, signatures, body):
    """Whether the receptionist has signed *body* within the last five minutes."""
    expected = hmac.digest(KEY, f"{message_id}.{seconds}.".encode() + body, hashlib.sha256)
    given = [each.removeprefix("v1,") for each in signatures.split(" ") if each.startswith("v1,")]
    matches = any(hmac.compare_digest(base64.b64encode(expected), each.encode()) for each in given)
    return matches and abs(time.time() - int(seconds)) < FIVE_MINUTES


class Receiver(http.server.BaseHTTPRequestHandler):
    """Answers 204 once a message is dealt with. One that comes again is dealt with once."""

    def do_POST(self):
        """One message."""
        body = self.rfile.read(int(self.headers["content-length"]))
        message_id, *signed = (self.headers.get(f"webhook-{each}", "") for each in ("id", "timestamp", "signature"))
        genuine = is_genuine(message_id, *signed, body)
        if genuine:
            with SEEN:  # should act() fail, the id is forgotten, nothing is answered, and the message comes again
                if SEEN.execute("INSERT OR IGNORE INTO seen VALUES (?)", (message_id,)).rowcount:
                    act(json.loads(body))
        self.send_response(204 if genuine else 401)
        self.end_headers()


def act(message):
    """What a practice does about a message; here it only says so."""
    if message["type"] == "call.ended":
        for each in message["data"]["appointments"]:
            to = each["patient"].get("phone") or each["patient"]["id"]
            print(f"SMS to {to}: {each['treatment']['name']} {each['change']}, {each['starts_at']}", flush=True)


if __name__ == "__main__":
    SEEN.execute("CREATE TABLE IF NOT EXISTS seen (id TEXT PRIMARY KEY)")
    http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()
