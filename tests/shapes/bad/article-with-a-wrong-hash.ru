# an article needs the SHA-256 of its text
DELETE { ?article schema:sha256 ?hash } INSERT { ?article schema:sha256 "unknown" } WHERE { ?article schema:sha256 ?hash }
