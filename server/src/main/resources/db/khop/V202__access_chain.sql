-- Who saw whom, as a chain. An event is written to access_log_new in the transaction of what it tells of. When it is committed it gets its place, without gaps, and a hash over
-- itself and the hash before it, and moves to access_log: numbers of a sequence become visible out of order, and nobody should have to wait for the transactions before his.
create table khop.access_log_new (
  number bigint generated always as identity primary key,
  happened_at timestamp(6) with time zone not null,
  username varchar(200) not null,
  client_id varchar(200) not null,
  organization varchar(200) not null,
  roles varchar(200) not null,
  purposes varchar(200) not null,
  action varchar(32) not null,
  question varchar(200) not null,
  person_id varchar(64) not null,
  source_id varchar(64) not null,
  outcome varchar(32) not null,
  request_id varchar(64) not null,
  address varchar(64) not null
);

insert into khop.access_log_new (happened_at, username, client_id, organization, roles, purposes, action, question, person_id, source_id, outcome, request_id, address)
select happened_at, username, client_id, '', roles, purposes, action, '', person_id, source_id, outcome, request_id, address
from khop.access_log order by number;
drop table khop.access_log;

-- Rows are added and never changed; the server has no statement that would.
create table khop.access_log (
  position bigint primary key,
  happened_at timestamp(6) with time zone not null,
  username varchar(200) not null,
  client_id varchar(200) not null,
  organization varchar(200) not null,
  roles varchar(200) not null,
  purposes varchar(200) not null,
  action varchar(32) not null,
  question varchar(200) not null,
  person_id varchar(64) not null,
  source_id varchar(64) not null,
  outcome varchar(32) not null,
  request_id varchar(64) not null,
  address varchar(64) not null,
  hash bytea not null
);

-- "Who saw this person?", "what did this user see on that day?", "what happened on that day?"
create index access_log_of_person on khop.access_log (person_id, position);
create index access_log_of_user on khop.access_log (username, happened_at);
create index access_log_of_day on khop.access_log (happened_at);

-- One row: its lock is held by whoever gives places. The chain's own id is in every hash, so that no chain can be put in the place of another.
create table khop.access_chain (
  chain_id varchar(36) not null,
  last_position bigint not null,
  last_hash bytea not null
);
