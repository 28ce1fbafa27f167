-- What the first and the second of two people said of a task, whether or not it was the same: how far people agree is measured by it.
create table khop.second_review (
    task_id       varchar(24) not null references khop.task (task_id),
    -- the version of the task that the second of them answered
    task_version  integer not null,
    first_answer  varchar(16) not null,
    first_by      varchar(200) not null,
    second_answer varchar(16) not null,
    second_by     varchar(200) not null,
    -- not so where both split, into other groups
    is_same       boolean not null,
    at            timestamp(6) with time zone not null,
    primary key (task_id, task_version)
);
create index second_review_at on khop.second_review (at);
