"""Version of the contract: what the paths and the event payloads say about themselves."""

PROTOCOL = "v1"
EVENT_VERSION = 1
SIGNATURE_HEADER = "Evertill-Signature"  # of a page of the feed; an older server sends none
