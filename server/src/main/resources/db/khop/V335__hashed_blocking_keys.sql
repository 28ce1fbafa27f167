-- Blocking keys were texts with an index by key and one by record: fourteen entries a record in each, at places all over the index, and nearly half of the database. A key is a
-- number now, the first 64 bits of its MD5, and the keys of a record stand in one row with what else it is searched by. Two keys of one hash are one candidate more.
-- ${key_hash} is that number of key_text.
alter table khop.search_text add column blocking_keys bigint array;

update khop.search_text t
set blocking_keys = (select array_agg(distinct ${key_hash}) from khop.blocking_key k where k.source_id = t.source_id);

create table khop.blocking_key_made (
    key_hash  bigint not null,
    source_id varchar(24) not null,
    primary key (key_hash, source_id)
);
insert into khop.blocking_key_made (key_hash, source_id) select distinct ${key_hash}, source_id from khop.blocking_key;
drop table khop.blocking_key;
alter table khop.blocking_key_made rename to blocking_key;
