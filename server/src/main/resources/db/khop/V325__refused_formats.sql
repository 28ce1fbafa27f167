-- Refused messages of PMIR are kept beside those of HL7 v2; FHIR's words for what is wrong, and where, are longer.
alter table khop.refused_message add column format varchar(16) default 'HL7V2' not null;
alter table khop.refused_message alter column code set data type varchar(64);
alter table khop.refused_message alter column place set data type varchar(1000);
