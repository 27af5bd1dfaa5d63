# an article needs its text, once
DELETE { ?article schema:articleBody ?text } WHERE { ?article schema:articleBody ?text }
