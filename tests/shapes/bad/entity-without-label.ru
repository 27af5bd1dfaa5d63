# an entity needs a label
DELETE { ?entity rdfs:label ?label } WHERE { BIND (ent:ccpe AS ?entity) ?entity rdfs:label ?label }
