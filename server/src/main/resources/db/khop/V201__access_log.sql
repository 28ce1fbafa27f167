-- Who saw whom. Rows are added and never changed; the server has no statement that would. Ids only: no name, no number, no search text.
create table if not exists khop.access_log (
  number bigint generated always as identity primary key,
  happened_at timestamp(6) with time zone not null,
  username varchar(200) not null,
  client_id varchar(200) not null,
  roles varchar(200) not null,
  purposes varchar(200) not null,
  action varchar(32) not null,
  person_id varchar(64) not null,
  source_id varchar(64) not null,
  outcome varchar(32) not null,
  request_id varchar(64) not null,
  address varchar(64) not null
);

-- "Who saw this person?" and "what did this user see on that day?"
create index if not exists access_log_by_person on khop.access_log (person_id, number);
create index if not exists access_log_by_user on khop.access_log (username, happened_at);
