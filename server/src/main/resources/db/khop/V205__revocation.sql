-- Tokens and sessions that count no more although their time is not over. Rows are added and never changed.
create table khop.revocation (
  number bigint generated always as identity primary key,
  kind varchar(16) not null,
  name varchar(1000) not null,
  at timestamp(6) with time zone not null
);
