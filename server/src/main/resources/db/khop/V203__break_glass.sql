-- Who had a person opened in an emergency, why, until when, and what a reviewer said of it. The reason is a sentence of a person's: it is nowhere but here.
create table khop.break_glass (
  number bigint generated always as identity primary key,
  username varchar(200) not null,
  client_id varchar(200) not null,
  person_id varchar(64) not null,
  reason varchar(1000) not null,
  opened_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  review_due_at timestamp with time zone not null,
  reviewed_by varchar(200),
  reviewed_at timestamp with time zone,
  is_justified boolean
);

create index break_glass_of_user on khop.break_glass (username, client_id, person_id);
