# a date of a time span has the wrong datatype
DELETE DATA { span:2018-07 af:date "2018-07"^^xsd:gYearMonth } ;
INSERT DATA { span:2018-07 af:date "2018-07" }
