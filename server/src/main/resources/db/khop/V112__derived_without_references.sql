-- What records are found by is made of them and can be made again. Asking for each of its forty rows a record whether the record is there
-- costs about as much as writing them, in a feed and in a load.
create table khop.blocking_key_made (
    key_text  ${text} not null,
    source_id varchar(24) not null,
    primary key (key_text, source_id)
);
insert into khop.blocking_key_made (key_text, source_id) select key_text, source_id from khop.blocking_key;
drop table khop.blocking_key;
alter table khop.blocking_key_made rename to blocking_key;
create index blocking_key_source on khop.blocking_key (source_id);

create table khop.source_identifier_made (
    number    ${text} not null,
    domain    varchar(64) not null,
    source_id varchar(24) not null,
    primary key (number, domain, source_id)
);
insert into khop.source_identifier_made (number, domain, source_id) select number, domain, source_id from khop.source_identifier;
drop table khop.source_identifier;
alter table khop.source_identifier_made rename to source_identifier;
create index source_identifier_source on khop.source_identifier (source_id);

create table khop.search_term_made (
    field     varchar(16) not null,
    folded    ${text} not null,
    exact     ${text} not null,
    source_id varchar(24) not null,
    primary key (field, folded, exact, source_id)
);
insert into khop.search_term_made (field, folded, exact, source_id) select field, folded, exact, source_id from khop.search_term;
drop table khop.search_term;
alter table khop.search_term_made rename to search_term;
create index search_term_source on khop.search_term (source_id);
