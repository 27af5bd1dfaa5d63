# a time span ends before it begins
DELETE DATA { span:2018-07 af:latest "2018-07-31"^^xsd:date } ;
INSERT DATA { span:2018-07 af:latest "2018-06-30"^^xsd:date }
