-- What people asked about the data that is kept of them, by when it is to be done, and what became of it. The sentences are a person's: they are nowhere but here.
create table khop.subject_requests (
  number bigint generated always as identity primary key,
  person_id varchar(64) not null,
  asked varchar(20) not null,
  reference varchar(100) not null,
  received_on date not null,
  is_through_others boolean not null,
  answer_by date not null,
  due_on date not null,
  registered_by varchar(200) not null,
  registered_at timestamp with time zone not null,
  answered_by varchar(200),
  answered_at timestamp with time zone,
  extension_reason varchar(1000),
  extended_by varchar(200),
  extended_at timestamp with time zone,
  outcome varchar(20),
  how varchar(1000),
  closed_by varchar(200),
  closed_at timestamp with time zone
);

create index subject_requests_by_end on khop.subject_requests (closed_at, due_on);
