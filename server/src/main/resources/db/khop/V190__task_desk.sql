-- What a clerk had shown in full while deciding a task: it is kept with the decision.
create table khop.task_unmasked (
    task_id  varchar(24) not null references khop.task (task_id),
    username varchar(200) not null,
    field    varchar(40) not null,
    at       timestamp with time zone not null,
    primary key (task_id, username, field)
);

-- The work list by age, and what came and went on a day.
create index task_opened on khop.task (opened_at, task_id);
create index task_updated on khop.task (updated_at);
