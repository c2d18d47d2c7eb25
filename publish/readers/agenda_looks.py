"""What says of itself, in many languages, that it is not for everybody."""

from __future__ import annotations

import re

LOOKS = re.compile(
    r"\b(?:confidential|exempt|in camera|in private|private (?:session|business|part)|closed (?:session|part)"
    r"|not for (?:publication|the public)|exclusion of (?:the )?(?:press|public)|eithriedig|cyfrinachol|vertraulich"
    r"|nicht[- ]?öffentlich|confidentielle?|à huis cl\w+|confiden[cz]ial\w*|riservat[oaie]|vertrouwelijk|besloten"
    r"|huis clos|niejawn\w+|poufn\w+|neveřejn\w+|důvěrn\w+|конфиденц\w+|(?:ال)?سرية?|(?:ال)?مغلقة)\b"
    r"|^private\s*[:–—-]|\([^()]{0,40}\b(?:private|closed|restricted)\b[^()]{0,40}\)",
    re.I,
)
