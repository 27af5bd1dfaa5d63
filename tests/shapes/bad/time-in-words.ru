# a time span needs its EDTF text: a date, or an interval
DELETE DATA { span:2018-07 af:edtf "2018-07" } ;
INSERT DATA { span:2018-07 af:edtf "July 2018" }
